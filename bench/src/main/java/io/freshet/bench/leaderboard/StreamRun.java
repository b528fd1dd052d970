package io.freshet.bench.leaderboard;

import io.freshet.cli.recorded.EventFile;
import io.freshet.cli.recorded.FileBatches;
import io.freshet.cli.run.Pipeline;
import io.freshet.learner.evaluate.Floors;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.Ids;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pass over a stream: of the bare learner, or of the floors. */
final class StreamRun {
    private StreamRun() {}

    static RunResult learner(RunPlan plan) throws IOException {
        long started = System.nanoTime();
        Pipeline pipeline = Pipeline.read(plan.pipeline(), plan.overrides());
        List<Event> events = EventFile.read(pipeline.stream(), plan.events(), plan.limit());
        FileBatches batches = new FileBatches(pipeline);
        try (OnlineLearner learner = new OnlineLearner(batches.config(), batches.layout())) {
            long learning = System.nanoTime();
            batches.take(events, learner::learn);
            double seconds = secondsSince(learning);
            return new RunResult(
                    plan.stream(),
                    events.size(),
                    seconds,
                    secondsSince(started),
                    plan.overrides(),
                    new TreeMap<>(learner.figures()));
        }
    }

    /** The same events, ranked by the floors. */
    static RunResult floors(RunPlan plan) throws IOException {
        long started = System.nanoTime();
        StreamConfig stream = Pipeline.read(plan.pipeline(), plan.ofFloors().overrides()).stream();
        List<Event> events = EventFile.read(stream, plan.events(), plan.limit());
        Floors floors = new Floors(Floors.Config.of(stream.event().itemsComeAgain()));
        long ranking = System.nanoTime();
        for (Event event : events) {
            if (event.item() != null) {
                floors.observe(Ids.of("", event.entity()), Ids.ofItem(event.item()));
            }
        }
        Map<String, Double> figures = new TreeMap<>(floors.figures());
        return new RunResult(
                plan.stream(),
                events.size(),
                secondsSince(ranking),
                secondsSince(started),
                plan.ofFloors().overrides(),
                figures);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
