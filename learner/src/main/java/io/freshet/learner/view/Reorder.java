package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Shuffles the events of a contiguous part (CL4SRec, Xie et al. 2022, arXiv:2010.14395). The times stay where they are:
 * a history that runs backwards would give the change away.
 */
public final class Reorder implements View {
    public static final String NAME = "reorder";

    private final Config config;

    /** @param share of the events that is shuffled */
    public record Config(double share) {
        /** The paper's beta, as its followers set it (DuoRec, arXiv:2110.05730). */
        public static final Config DEFAULT = new Config(.6);

        static Config read(Section section) {
            return new Config(section.number("share", DEFAULT.share(), .01, 1));
        }
    }

    public Reorder(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventFeatures> apply(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        // fewer than two events have one order only
        int length = Share.of(history.size(), config.share(), 2, history.size());
        List<EventFeatures> changed = new ArrayList<>(history);
        int from = random.nextInt(history.size() - length + 1);
        for (int i = length - 1; i > 0; i--) {
            int position = from + i;
            int other = from + random.nextInt(i + 1);
            EventFeatures moved = changed.get(position);
            changed.set(position, at(history.get(position).timeMs(), changed.get(other)));
            changed.set(other, at(history.get(other).timeMs(), moved));
        }
        return changed;
    }

    private static EventFeatures at(long timeMs, EventFeatures event) {
        return event.timeMs() == timeMs ? event : new EventFeatures(event.item(), timeMs, event.ids(), event.numbers());
    }
}
