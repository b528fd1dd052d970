package io.freshet.bench.leaveoneout;

import com.sun.management.OperatingSystemMXBean;
import io.freshet.cli.recorded.ExampleStream;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass of the bare learner over what is not held out; then each test item is ranked by the model as it is after that
 * pass, with the validation item in the history.
 */
final class OnePass {
    private static final int CHUNK = 256;
    private static final String ALONE = "prequential";
    private static final String WITH_MEMORY = "prequential-with-memory";

    private final StreamConfig stream;
    private final LearnerConfig config;
    private final HeldOut split;
    private final List<Example> batch = new ArrayList<>();
    private final List<Example> tests = new ArrayList<>();
    private final Set<Long> learnt = new HashSet<>();
    private double cpuSeconds;

    OnePass(StreamConfig stream, LearnerConfig config, HeldOut split) {
        this.stream = stream;
        this.config = config;
        this.split = split;
    }

    /** What came out, with the memory too where there is one. */
    record Outcome(Scores alone, Scores withMemory, double cpuSeconds) {}

    Outcome run() throws IOException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = process.getProcessCpuTime();
        try (OnlineLearner learner = new OnlineLearner(config, FeatureLayout.of(stream))) {
            pass(learner);
            cpuSeconds = (process.getProcessCpuTime() - began) / 1e9;
            return test(learner);
        }
    }

    private void pass(OnlineLearner learner) {
        ExampleStream examples = new ExampleStream(stream, config.historyLength());
        split.forEach((event, part) -> {
            Example example = examples.of(event);
            if (part == HeldOut.Part.TEST) {
                tests.add(example);
            } else if (part == HeldOut.Part.TRAIN) {
                batch.add(example);
                learnt.add(example.event().item());
            }
            if (batch.size() == config.batchSize()) {
                learn(learner);
            }
        });
        learn(learner);
    }

    private void learn(OnlineLearner learner) {
        if (!batch.isEmpty()) {
            learner.learn(List.copyOf(batch));
            batch.clear();
        }
    }

    // the learner scores a batch before it learns from it, and goes back after each, so that nothing is learnt of a
    // test
    private Outcome test(OnlineLearner learner) throws IOException {
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(after));
        Tally alone = new Tally(ALONE, learner.figures());
        Tally withMemory = new Tally(WITH_MEMORY, learner.figures());
        List<Example> known = tests.stream()
                .filter(test -> learnt.contains(test.event().item()))
                .toList();
        for (int first = 0; first < known.size(); first += CHUNK) {
            learner.learn(known.subList(first, Math.min(known.size(), first + CHUNK)));
            alone.add(learner.figures());
            withMemory.add(learner.figures());
            learner.restore(new DataInputStream(new ByteArrayInputStream(after.toByteArray())));
        }
        return new Outcome(alone.of(tests.size()), withMemory.of(tests.size()), cpuSeconds);
    }

    /** Sums of scores, from means over all events so far. */
    private static final class Tally {
        private static final List<String> MEASURES = List.of("hr10", "ndcg10", "mrr");

        private final String group;
        private final double[] before;
        private final double[] sums = new double[MEASURES.size()];

        Tally(String group, Map<String, Double> figures) {
            this.group = group;
            this.before = sums(figures);
        }

        private double[] sums(Map<String, Double> figures) {
            double scored = figures.getOrDefault(group + ".scored", 0.0);
            return MEASURES.stream()
                    .mapToDouble(name -> scored * figures.getOrDefault(group + "." + name, 0.0))
                    .toArray();
        }

        void add(Map<String, Double> figures) {
            double[] now = sums(figures);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += now[i] - before[i];
            }
        }

        /** @param tested those that could not be ranked among them */
        Scores of(int tested) {
            return new Scores(sums[0] / tested, sums[1] / tested, sums[2] / tested);
        }
    }
}
