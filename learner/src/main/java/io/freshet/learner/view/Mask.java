package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Hides some of the events, all but their times (CL4SRec, Xie et al. 2022, arXiv:2010.14395). At least one is hidden
 * and at least one is left: a history with nothing in it is like any other.
 */
public final class Mask implements View {
    public static final String NAME = "mask";

    private final Config config;

    /** @param share of the events that is hidden */
    public record Config(double share) {
        /** The paper's gamma, as its followers set it (DuoRec, arXiv:2110.05730). */
        public static final Config DEFAULT = new Config(.3);

        static Config read(Section section) {
            return new Config(section.number("share", DEFAULT.share(), 0, .99));
        }
    }

    public Mask(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventFeatures> apply(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        int hidden = Share.of(history.size(), config.share(), 1, history.size() - 1);
        List<EventFeatures> changed = new ArrayList<>(history);
        for (int position : Draws.distinct(history.size(), hidden, random)) {
            changed.set(position, history.get(position).masked());
        }
        return changed;
    }
}
