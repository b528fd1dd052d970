package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.ParameterLayout;

/**
 * The softmax over the whole catalogue, as GRU4Rec (Hidasi et al. 2016, arXiv:1511.06939) and RecBole's SASRec are trained:
 * {@link NextEvent} with every item among the candidates. Its cost grows with the catalogue.
 */
public final class FullSoftmax {
    public static final String NAME = "full-softmax";

    /** @param most items; of a larger catalogue so many are drawn, each of which stands for those that are not */
    public record Config(double weight, int most) implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(section.number("weight", 0, 0, 1000), section.integer("most", 100_000, 1, 10_000_000));
        }

        @Override
        public Negatives candidates() {
            return new Negatives(1, most);
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new NextEvent(name);
        }
    }

    private FullSoftmax() {}
}
