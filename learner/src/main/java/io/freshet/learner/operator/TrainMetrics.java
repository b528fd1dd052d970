package io.freshet.learner.operator;

import io.freshet.learner.evaluate.FreshnessHistogram;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.LearnerCounters;
import io.freshet.learner.training.StepResult;
import io.freshet.schemas.message.MetricRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the trainer says of itself. Losses and gradient norms differ from step to step, so they are averaged over the
 * steps since the last report; everything else is the latest.
 */
final class TrainMetrics {

    private static final String TRAINING = "training";

    private final Map<String, Map<String, Double>> latest = new TreeMap<>();
    private final Map<String, Mean> means = new TreeMap<>();
    private boolean hasReported;
    private long reportedEvents;
    private long reportedAtMs;
    private FreshnessHistogram recentFreshness = new FreshnessHistogram();

    /** @param events those taken in before this process */
    TrainMetrics(long events, long nowMs) {
        reportedEvents = events;
        reportedAtMs = nowMs;
    }

    void step(StepResult result) {
        if (result.skipped()) {
            return; // its losses are not finite; that it was skipped is counted
        }
        result.metrics().forEach((name, value) -> {
            if (varies(name)) {
                means.computeIfAbsent(name, n -> new Mean()).add(value);
            } else {
                latest(name, value);
            }
        });
    }

    void published(long ageMs) {
        recentFreshness.record(ageMs);
    }

    /** Whether an event came since the last report; the first says where a start goes on. */
    boolean isDue(Progress progress) {
        return !hasReported || progress.events() != reportedEvents;
    }

    /** @param share of batches that is trained on now */
    List<MetricRecord> report(Progress progress, Learner learner, double share, long nowMs) {
        hasReported = true;
        LearnerCounters counters = learner.counters();
        means.forEach((name, mean) -> latest(name, mean.value()));
        means.clear();
        learner.figures().forEach(this::latest);
        training(progress, counters);
        latest("training.share", share);
        freshness(progress);
        latest("publishing.embeddings", progress.embeddings());
        latest("publishing.version", progress.version());
        latest("publishing.snapshot-failures", progress.snapshotFailures());
        throughput(progress, nowMs);

        List<MetricRecord> records = new ArrayList<>();
        latest.forEach((group, values) -> records.add(
                new MetricRecord(group, nowMs, counters.steps(), progress.events(), new TreeMap<>(values))));
        return records;
    }

    private void training(Progress progress, LearnerCounters counters) {
        latest("training.examples", counters.examples());
        latest("training.steps", counters.steps());
        latest("training.skipped-steps", counters.skippedSteps());
        latest("training.shed", counters.shed());
        latest("training.events-seen", progress.events());
        latest("training.events-digest", progress.digest());
        latest("training.forgotten", progress.forgotten());
        latest("training.passed-over", progress.passedOver());
    }

    private void freshness(Progress progress) {
        if (progress.freshness().count() > 0) {
            progress.freshness().figures().forEach((name, ms) -> latest("freshness." + name, ms));
        }
        if (recentFreshness.count() > 0) {
            recentFreshness.figures().forEach((name, ms) -> latest("freshness.recent." + name, ms));
            recentFreshness = new FreshnessHistogram();
        }
    }

    private void throughput(Progress progress, long nowMs) {
        long events = progress.events() - reportedEvents;
        double seconds = Math.max(1, nowMs - reportedAtMs) / 1000.0;
        latest("throughput.events-per-second", events / seconds);
        reportedEvents = progress.events();
        reportedAtMs = nowMs;
    }

    private void latest(String name, Number value) {
        int dot = name.indexOf('.');
        String group = dot < 0 ? TRAINING : name.substring(0, dot);
        latest.computeIfAbsent(group, g -> new TreeMap<>()).put(name.substring(dot + 1), value.doubleValue());
    }

    private static boolean varies(String name) {
        return name.startsWith("training.loss") || name.equals("training.gradient-norm");
    }

    private static final class Mean {
        private double sum;
        private long count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return sum / count;
        }
    }
}
