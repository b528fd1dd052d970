package io.freshet.serving.view;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** From an event's append to the raw topic until a neighbour query returns what was learnt from it. */
public final class Freshness {
    /** The group of metrics under which the course of freshness stands beside what the topics bring. */
    public static final String METRIC = "served-freshness";

    private static final long MAX_MS = TimeUnit.DAYS.toMillis(1);

    private final Clock clock;
    private final Timer timer;
    private final Recorder recorder = new Recorder(MAX_MS, 2);
    private volatile boolean live;

    public Freshness(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        this.timer = Timer.builder("freshet.freshness")
                .description("From an event's arrival to its effect in a neighbour query")
                .publishPercentiles(.5, .9, .99)
                .distributionStatisticExpiry(Duration.ofMinutes(1))
                .register(meters);
    }

    /** From now on: what was read back before, after a restart, is old for reasons of its own. */
    public void goLive() {
        live = true;
    }

    /** Notes that queries return this embedding from now on. */
    public void indexed(EmbeddingRecord embedding) {
        if (live && embedding.arrivalTimeMs() > 0) {
            long ms = Math.min(MAX_MS, Math.max(0, clock.millis() - embedding.arrivalTimeMs()));
            timer.record(ms, TimeUnit.MILLISECONDS);
            recorder.recordValue(ms);
        }
    }

    /** What was indexed since the last call, as a point of the course; its values are empty where nothing was. */
    public MetricRecord sinceLast() {
        Histogram interval = recorder.getIntervalHistogram();
        Map<String, Double> values = interval.getTotalCount() == 0
                ? Map.of()
                : Map.of(
                        "p50", (double) interval.getValueAtPercentile(50),
                        "p99", (double) interval.getValueAtPercentile(99),
                        "max", (double) interval.getMaxValue(),
                        "indexed", (double) interval.getTotalCount());
        return new MetricRecord(METRIC, clock.millis(), 0, 0, values);
    }
}
