package io.freshet.bench.leaderboard;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One pass to be made over one stream, with all that its result depends on.
 *
 * @param stream its name
 * @param pipeline the pipeline file, and {@code pipelineText} what stands in it
 * @param overrides of it, the seed among them; those of the learner play no part in floors
 * @param events the file, and {@code content} its fingerprint
 * @param limit events at most
 * @param classes fingerprint of what learns
 */
record RunPlan(
        String stream,
        Path pipeline,
        String pipelineText,
        SortedMap<String, String> overrides,
        Path events,
        String content,
        int limit,
        String classes) {
    static final String SEED = "learner.seed";
    static final String FLOORS = "floors";
    private static final String OF_LEARNER = "learner.";

    RunPlan {
        overrides = new TreeMap<>(overrides);
    }

    RunPlan with(Map<String, String> others) {
        return new RunPlan(stream, pipeline, pipelineText, new TreeMap<>(others), events, content, limit, classes);
    }

    RunPlan withSeed(long seed) {
        TreeMap<String, String> more = new TreeMap<>(overrides);
        more.put(SEED, Long.toString(seed));
        return with(more);
    }

    /** The pass of the floors, which know nothing of a learner. */
    RunPlan ofFloors() {
        TreeMap<String, String> rest = new TreeMap<>(overrides);
        rest.keySet().removeIf(path -> path.startsWith(OF_LEARNER));
        return with(rest);
    }

    /** What a result of the learner is kept under. */
    String key() {
        return stream + "-" + overrides.getOrDefault(SEED, "") + "-" + fingerprint("learner");
    }

    /** What a result of the floors is kept under. */
    String floorsKey() {
        return stream + "-" + FLOORS + "-" + ofFloors().fingerprint(FLOORS);
    }

    private String fingerprint(String of) {
        return new Fingerprint()
                .text(of)
                .text(pipelineText)
                .texts(overrides)
                .text(content)
                .text(Integer.toString(limit))
                .text(classes)
                .hex()
                .substring(0, 24);
    }
}
