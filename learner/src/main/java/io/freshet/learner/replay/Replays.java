package io.freshet.learner.replay;

import io.freshet.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The replay policies that a pipeline file can name. To add one: write its file, add its line here. */
public final class Replays {
    private static final Map<String, Maker> REPLAYS = new LinkedHashMap<>();

    static {
        REPLAYS.put(NoReplay.NAME, NoReplay::create);
        REPLAYS.put(FifoReplay.NAME, FifoReplay::create);
        REPLAYS.put(ReservoirReplay.NAME, ReservoirReplay::create);
        REPLAYS.put(MinimumRedundancyReplay.NAME, MinimumRedundancyReplay::create);
    }

    private Replays() {}

    /** Makes a replay for rows of any kind. */
    @FunctionalInterface
    public interface Maker {
        <T> Replay<T> create(Config config, long seed, Replay.RowCodec<T> rows);
    }

    /**
     * Which rows are remembered, and how many of a batch come from there.
     *
     * @param policy the name of one of {@link #all}
     * @param capacity rows kept
     * @param share of replayed rows, measured on the batch's own: .5 adds one for every two
     * @param extraUpdates steps on replayed rows alone, before each batch's own
     */
    public record Config(String policy, int capacity, double share, int extraUpdates) {
        /** Off: on top of one pass over a stream it cost time and gained nothing. */
        public static final Config DEFAULT = new Config(NoReplay.NAME, 4_096, .5, 0);

        public static Config read(Section section) {
            Maker known = section.oneOf("policy", REPLAYS, DEFAULT.policy());
            Config config = new Config(
                    known == null ? DEFAULT.policy() : section.string("policy", DEFAULT.policy()),
                    section.integer("capacity", DEFAULT.capacity(), 1, 10_000_000),
                    section.number("share", DEFAULT.share(), 0, 10),
                    section.integer("extra-updates", DEFAULT.extraUpdates(), 0, 100));
            if (config.policy().equals(MinimumRedundancyReplay.NAME)
                    && config.capacity() > MinimumRedundancyReplay.MOST) {
                section.fault(
                        "capacity",
                        "be at most " + MinimumRedundancyReplay.MOST + " for " + config.policy(),
                        Integer.toString(config.capacity()),
                        "each row is compared with all others");
            }
            return config;
        }

        /** How many rows to draw for a batch of so many of its own. */
        public int rowsFor(int batch) {
            return (int) Math.round(batch * share);
        }
    }

    /** Policy name to its maker. */
    public static Map<String, Maker> all() {
        return Collections.unmodifiableMap(REPLAYS);
    }

    public static <T> Replay<T> create(Config config, long seed, Replay.RowCodec<T> rows) {
        Maker maker = REPLAYS.get(config.policy());
        if (maker == null) {
            throw new IllegalArgumentException(
                    "policy must be one of " + REPLAYS.keySet() + ", got " + config.policy());
        }
        return maker.create(config, seed, rows);
    }
}
