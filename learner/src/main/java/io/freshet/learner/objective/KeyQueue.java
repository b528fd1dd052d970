package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.Arrays;

/**
 * The queue of Momentum Contrast (He et al. 2020, arXiv:1911.05722): keys of earlier pairs as negatives, each with whose
 * it is, what came next and the step that made it. It starts empty, and the oldest key is the first to go.
 */
final class KeyQueue {

    /**
     * @param length as long as a stream's memory should be
     * @param maxAge in steps: an older key, of a network long gone, is no negative
     */
    record Config(int length, int maxAge) {
        static Config read(Section section) {
            return read(section, 4096);
        }

        /** As {@link #read(Section)}, with a length of its own; 0 where there may be no queue. */
        static Config read(Section section, int length) {
            return new Config(
                    section.integer("queue", length, Math.min(length, 16), 1_000_000),
                    section.integer("max-age", 100_000, 1, Integer.MAX_VALUE));
        }
    }

    /** What its states are called, behind the objective's name. */
    static final String KEYS = ".queue";

    static final String ENTITIES = ".queue.entities";
    static final String ITEMS = ".queue.items";
    static final String STEPS = ".queue.steps";

    private final String name;
    private final Config config;

    KeyQueue(String objective, Config config) {
        this.name = objective;
        this.config = config;
    }

    int length() {
        return config.length();
    }

    /** Says where the keys of this step go. */
    void feed(StepFeed feed, int keys) {
        long before = feed.counter(name);
        feed.ints(name + ".slots", slots(before, keys, config.length()), keys);
        feed.ints(name + ".filled", new long[] {Math.min(before, config.length())});
        feed.ints(name + ".step", new long[] {feed.step()});
        feed.count(name, keys);
    }

    /** Where keys go in the ring: behind those put before. */
    static long[] slots(long putBefore, int keys, int length) {
        long[] slots = new long[keys];
        Arrays.setAll(slots, i -> (putBefore + i) % length);
        return slots;
    }

    /** The queue in one program, for keys of a width. */
    Recorded record(StepRecording step, ViewPairs.Recorded pairs, long width) {
        return new Recorded(step, pairs, width);
    }

    final class Recorded {
        private final StepRecording step;
        private final ViewPairs.Recorded pairs;
        private final Tensor slots;
        private final Tensor filled;
        private final Tensor now;
        private final Tensor keys;
        private final Tensor entities;
        private final Tensor items;
        private final Tensor steps;

        private Recorded(StepRecording step, ViewPairs.Recorded pairs, long width) {
            this.step = step;
            this.pairs = pairs;
            Recorder recorder = step.recorder();
            Shape each = Shape.of(config.length());
            slots = recorder.intInput(name + ".slots", Shape.of(pairs.pairs()));
            filled = recorder.intInput(name + ".filled", Shape.scalar());
            now = recorder.intInput(name + ".step", Shape.scalar());
            keys = step.state(name + KEYS, Shape.of(config.length(), width));
            entities = step.state(name + ENTITIES, DType.INT64, each);
            items = step.state(name + ITEMS, DType.INT64, each);
            steps = step.state(name + STEPS, DType.INT64, each);
        }

        /** (slots, width) */
        Tensor keys() {
            return keys;
        }

        /** (pairs, slots) bool: what is no negative, for it shares the entity or the item, is too old or is not there. */
        Tensor blocked() {
            Tensor sameEntity = pairs.entities().unsqueeze(1).eq(entities.unsqueeze(0));
            Tensor item = pairs.items().unsqueeze(1);
            Tensor sameItem = item.eq(items.unsqueeze(0)).and(item.ne(0));
            return sameEntity.or(sameItem).or(missing().unsqueeze(0));
        }

        /** (slots) bool: where no key has been put yet, or one too long ago. */
        Tensor missing() {
            Tensor empty = step.recorder().arange(Dim.of(config.length())).ge(filled);
            return empty.or(now.sub(steps).gt(config.maxAge()));
        }

        /** Keeps the keys of this step, (pairs, width), once it is seen to be finite. */
        void put(Tensor newKeys) {
            step.afterUpdate(() -> {
                keys.putRows(slots, newKeys);
                entities.putRows(slots, pairs.entities());
                items.putRows(slots, pairs.items());
                steps.putRows(slots, now.expand(Shape.of(pairs.pairs())));
            });
        }
    }
}
