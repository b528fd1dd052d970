package io.freshet.learner.operator;

import io.freshet.schemas.message.EventDigest;
import io.freshet.schemas.message.MetricRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Makes one report of those of several trainers, so that whoever reads metrics need not know how many there are. Counts are
 * added up, scores are averaged by how many events each has scored, all else is averaged. A group is said when all trainers have
 * said it.
 */
@SuppressWarnings("NullAway.Init") // Flink opens it before it uses it
public final class MetricsOfAll extends ProcessFunction<MetricRecord, MetricRecord> {
    private static final long serialVersionUID = 1;

    private static final String TRAINER = "trainer";
    private static final String SCORED = "scored";
    private static final String DIGEST = "events-digest";
    private static final String VERSION = "version";
    private static final Set<String> COUNTS = Set.of(
            "examples",
            "steps",
            "skipped-steps",
            "shed",
            "events-seen",
            "embeddings",
            "snapshot-failures",
            "events-per-second",
            SCORED,
            "trips",
            "quarantined",
            "held-back",
            "forgotten",
            "passed-over",
            "rounds",
            "bytes",
            "events-of-others");

    private final int trainers;
    private transient Map<String, Map<Integer, MetricRecord>> latest;

    /** @param trainers whose reports there are */
    public MetricsOfAll(int trainers) {
        this.trainers = trainers;
    }

    /** A trainer's report that says whose it is. */
    static MetricRecord signed(MetricRecord record, int trainer) {
        Map<String, Double> values = new TreeMap<>(record.values());
        values.put(TRAINER, (double) trainer);
        return new MetricRecord(record.name(), record.timeMs(), record.step(), record.events(), values);
    }

    @Override
    public void open(OpenContext context) {
        latest = new HashMap<>();
    }

    @Override
    public void processElement(MetricRecord record, Context context, Collector<MetricRecord> out) {
        Double trainer = record.values().get(TRAINER);
        if (trainer == null) {
            out.collect(record);
            return;
        }
        Map<Integer, MetricRecord> group = latest.computeIfAbsent(record.name(), name -> new TreeMap<>());
        group.put(trainer.intValue(), record);
        if (group.size() == trainers) {
            out.collect(merged(record.name(), group.values()));
        }
    }

    private static MetricRecord merged(String name, Collection<MetricRecord> ofAll) {
        Map<String, List<Weighed>> values = new TreeMap<>();
        long time = 0;
        long step = 0;
        long events = 0;
        for (MetricRecord record : ofAll) {
            time = Math.max(time, record.timeMs());
            step = Math.max(step, record.step());
            events += record.events();
            double weight = record.values().getOrDefault(SCORED, 1.0);
            record.values()
                    .forEach((figure, value) -> values.computeIfAbsent(figure, f -> new ArrayList<>())
                            .add(new Weighed(value, weight)));
        }
        values.remove(TRAINER);
        Map<String, Double> merged = new TreeMap<>();
        values.forEach((figure, each) -> merged.put(figure, merged(figure, each)));
        return new MetricRecord(name, time, step, events, merged);
    }

    /** A trainer's figure, and how many events it is of. */
    private record Weighed(double value, double weight) {}

    private static double merged(String figure, List<Weighed> each) {
        double sum = each.stream().mapToDouble(Weighed::value).sum();
        if (figure.equals(DIGEST)) {
            return new EventDigest((long) sum).value();
        }
        if (figure.equals(VERSION)) {
            return each.stream().mapToDouble(Weighed::value).max().orElseThrow();
        }
        return isCount(figure) ? sum : mean(each);
    }

    private static boolean isCount(String figure) {
        return COUNTS.contains(figure) || figure.startsWith("trips.") || figure.startsWith("rows.");
    }

    private static double mean(List<Weighed> each) {
        double all = each.stream().mapToDouble(Weighed::weight).sum();
        double sum =
                each.stream().mapToDouble(one -> one.weight() * one.value()).sum();
        return all == 0 ? each.get(0).value() : sum / all;
    }
}
