package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gives some fields of each event another event's value, which draws from the field's own distribution (SCARF, Bahri et
 * al. 2022, arXiv:2106.15147). A field changes as a whole, and the item itself never: hiding it is {@link Mask}'s part.
 */
public final class FeatureCorruption implements View {
    public static final String NAME = "feature-corruption";

    private final Config config;
    private final List<FeatureLayout.Slot> slots;

    /** @param share of an event's fields that takes another's value */
    public record Config(double share) {
        /** The paper's corruption rate. */
        public static final Config DEFAULT = new Config(.6);

        static Config read(Section section) {
            return new Config(section.number("share", DEFAULT.share(), 0, 1));
        }
    }

    public FeatureCorruption(Config config, FeatureLayout layout) {
        this.config = config;
        this.slots = layout.slots();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventFeatures> apply(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        List<EventFeatures> from = donors.isEmpty() ? history : donors;
        List<EventFeatures> changed = new ArrayList<>(history.size());
        for (EventFeatures event : history) {
            changed.add(corrupted(event, from, random));
        }
        return changed;
    }

    private EventFeatures corrupted(EventFeatures event, List<EventFeatures> donors, RandomGenerator random) {
        long[] ids = event.ids().clone();
        float[] numbers = event.numbers().clone();
        int fields = Share.of(slots.size(), config.share(), 1, slots.size());
        for (int field : Draws.distinct(slots.size(), fields, random)) {
            FeatureLayout.Slot slot = slots.get(field);
            EventFeatures donor = donors.get(random.nextInt(donors.size()));
            System.arraycopy(donor.ids(), slot.firstId(), ids, slot.firstId(), slot.ids());
            System.arraycopy(donor.numbers(), slot.firstNumber(), numbers, slot.firstNumber(), slot.numbers());
        }
        return new EventFeatures(event.item(), event.timeMs(), ids, numbers);
    }
}
