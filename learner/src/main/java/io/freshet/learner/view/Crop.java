package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import java.util.List;
import java.util.random.RandomGenerator;

/** Keeps a contiguous part of the history (CL4SRec, Xie et al. 2022, arXiv:2010.14395). */
public final class Crop implements View {
    public static final String NAME = "crop";

    private final Config config;

    /** @param share of the events that stays */
    public record Config(double share) {
        /** The paper's eta, as its followers set it (DuoRec, arXiv:2110.05730). */
        public static final Config DEFAULT = new Config(.6);

        static Config read(Section section) {
            return new Config(section.number("share", DEFAULT.share(), .01, 1));
        }
    }

    public Crop(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventFeatures> apply(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        if (history.isEmpty()) {
            return List.of();
        }
        int length = Share.of(history.size(), config.share(), 1, history.size());
        int from = random.nextInt(history.size() - length + 1);
        return List.copyOf(history.subList(from, from + length));
    }
}
