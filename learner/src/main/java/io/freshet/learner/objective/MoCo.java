package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Ids;
import io.freshet.model.nn.Linear;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Momentum Contrast (He et al. 2020, arXiv:1911.05722; v2: Chen et al. 2020, arXiv:2003.04297): of two views of a
 * history, find the one's momentum encoding among those of earlier histories.
 */
public final class MoCo implements Objective {
    public static final String NAME = "moco";

    /** A history shorter than this has no two views worth telling apart. */
    private static final int SHORTEST = 3;

    /**
     * Temperature and the two-layer head are v2's; the queue is as long as a stream's memory should be.
     *
     * @param share of the batch that views are formed of
     * @param every so many steps: what a step costs beside its size is then shared by more pairs
     */
    public record Config(
            double weight, double temperature, int queue, int projection, double share, int every, Views views)
            implements ObjectiveConfig {
        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", .1, 0, 1000),
                    section.number("temperature", .2, .001, 100),
                    section.integer("queue", 4096, 16, 1_000_000),
                    section.integer("projection", 64, 2, 4096),
                    section.number("share", 1, .001, 1),
                    section.integer("every", 4, 1, 1_000_000),
                    views);
        }

        @Override
        public Objective declare(ParameterLayout.Builder parameters, int dimensions) {
            return new MoCo(this, parameters.at(NAME), dimensions);
        }
    }

    private final Config config;
    private final Linear hidden;
    private final Linear out;

    private MoCo(Config config, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.hidden = new Linear(parameters.at("head.0"), dimensions, dimensions);
        this.out = new Linear(parameters.at("head.2"), dimensions, config.projection());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double weight() {
        return config.weight();
    }

    @Override
    public int every() {
        return config.every();
    }

    @Override
    public Tensor record(StepRecording step) {
        Recorder recorder = step.recorder();
        Dim pairs = Dim.named("moco_pairs");
        HistoryTensors first = step.histories("moco.query", pairs);
        HistoryTensors second = step.histories("moco.key", pairs);
        Tensor entities = recorder.intInput("moco.entities", Shape.of(pairs));
        Tensor slots = recorder.intInput("moco.slots", Shape.of(pairs));
        Tensor filled = recorder.intInput("moco.filled", Shape.scalar());
        Tensor queue = step.state("moco.queue", Shape.of(config.queue(), config.projection()));
        Tensor owners = step.state("moco.owners", DType.INT64, Shape.of(config.queue()));

        Tensor query = project(step.online(), step.query(first));
        Tensor key = project(step.target(), step.targetQuery(second)).detach();
        // empty slots are no negatives, nor are other views of the same entity
        Tensor empty = recorder.arange(Dim.of(config.queue())).ge(filled).unsqueeze(0);
        Tensor blocked = owners.unsqueeze(0).eq(entities.unsqueeze(1)).or(empty);
        Tensor losses = losses(recorder, query, key, queue, blocked, config.temperature());
        Tensor apart = query.detach().sub(key).square().sum(1);
        step.metric("space.alignment", apart.sum().div(recorder.lengthOf(pairs).clampMin(1)));
        step.afterUpdate(() -> {
            queue.putRows(slots, key);
            owners.putRows(slots, entities);
        });
        return losses.sum().div(recorder.lengthOf(pairs).clampMin(1));
    }

    private Tensor project(Parameters parameters, Tensor x) {
        return out.apply(parameters, hidden.apply(parameters, x).relu()).l2Normalise();
    }

    /**
     * @param query (pairs, projection), unit rows
     * @param key (pairs, projection), unit rows: the positives
     * @param queue (slots, projection): the negatives, unit rows
     * @param blocked (pairs, slots) or a shape that broadcasts to it: what is no negative
     * @return (pairs)
     */
    static Tensor losses(
            Recorder recorder, Tensor query, Tensor key, Tensor queue, Tensor blocked, double temperature) {
        Tensor positive = query.dot(key).unsqueeze(1);
        Tensor negatives = query.matMul(queue.transpose()).maskedFill(blocked, Double.NEGATIVE_INFINITY);
        Tensor logits = recorder.concat(1, positive, negatives).div(temperature);
        return logits.logSumExp(1).sub(logits.select(1, 0));
    }

    @Override
    public void feed(StepFeed feed) {
        SplittableRandom random = feed.random(NAME);
        List<Example> chosen = Sampling.share(
                feed.replayed(),
                config.share(),
                random,
                example -> example.history().size() >= SHORTEST);
        List<List<EventFeatures>> queries = new ArrayList<>();
        List<List<EventFeatures>> keys = new ArrayList<>();
        List<EventFeatures> donors =
                feed.replayed().stream().map(Example::event).toList();
        int pairs = Math.min(chosen.size(), config.queue());
        long[] entities = new long[pairs];
        for (int i = 0; i < pairs; i++) {
            Example example = chosen.get(i);
            Views.Pair pair = config.views().pair(example.history(), donors, random);
            queries.add(pair.first());
            keys.add(pair.second());
            entities[i] = Ids.of("entity", example.entity());
        }
        feed.histories("moco.query", queries);
        feed.histories("moco.key", keys);
        feed.ints("moco.entities", entities, pairs);
        feed.ints("moco.slots", slots(feed.counter(NAME), pairs, config.queue()), pairs);
        feed.ints("moco.filled", new long[] {Math.min(feed.counter(NAME), config.queue())});
        feed.count(NAME, pairs);
    }

    /** Where keys go in the ring: behind those put before, the oldest first to go. */
    static long[] slots(long putBefore, int keys, int queue) {
        long[] slots = new long[keys];
        Arrays.setAll(slots, i -> (putBefore + i) % queue);
        return slots;
    }
}
