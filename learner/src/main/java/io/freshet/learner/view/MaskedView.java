package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A history with holes to fill, for masked-event modelling (BERT4Rec, Sun et al. 2019, arXiv:1904.06690).
 *
 * <p>Every chosen event is masked. BERT leaves a tenth of its tokens as they are and swaps a tenth for others, because
 * what is done with it later has no masks; here the same encoder learns next events from unmasked histories at the same
 * time, and a swapped event would put an item into a history that was never there.
 */
public final class MaskedView {
    private final Config config;

    /** @param ratio of the events that is masked, at least one */
    public record Config(double ratio) {
        /** The paper's, on streams of long histories; it takes .4 to .6 where they are short. */
        public static final Config DEFAULT = new Config(.2);

        public static Config read(Section section) {
            return new Config(section.number("mask-ratio", DEFAULT.ratio(), .01, .99));
        }
    }

    /**
     * A history and where its holes are.
     *
     * @param history as long as the original, whose events at the positions are what is to be told
     * @param positions ascending, from 0 for the oldest event
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Masked(List<EventFeatures> history, int[] positions) {}

    public MaskedView(Config config) {
        this.config = config;
    }

    /** Masks some events; none only where there are none. */
    public Masked apply(List<EventFeatures> history, RandomGenerator random) {
        int n = history.size();
        int count = Math.min(n, Math.max(1, (int) Math.round(n * config.ratio())));
        int[] positions = Draws.distinct(n, count, random);
        List<EventFeatures> changed = new ArrayList<>(history);
        for (int position : positions) {
            changed.set(position, history.get(position).masked());
        }
        return new Masked(changed, positions);
    }
}
