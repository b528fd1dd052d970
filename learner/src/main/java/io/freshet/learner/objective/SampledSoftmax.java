package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * A softmax over drawn negatives, each weighed by how likely it was drawn (Jean et al. 2015, arXiv:1412.2007): cheaper than
 * {@link NextEvent} where the queue is long.
 */
public final class SampledSoftmax implements Objective {
    public static final String NAME = "sampled-softmax";

    /**
     * @param negatives drawn a step, shared by the batch
     * @param queue of so many of the last events are the items that may be drawn
     * @param catalogue how many others may be drawn too
     */
    public record Config(double weight, int negatives, int queue, int catalogue) implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.integer("negatives", 256, 1, 65_536),
                    section.integer("queue", 1024, 16, 10_000_000),
                    section.integer("catalogue", 512, 0, 1_000_000));
        }

        @Override
        public Negatives candidates() {
            return new Negatives(queue, catalogue);
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SampledSoftmax(this, name);
        }
    }

    private final Config config;
    private final String name;
    private final NextItems items;

    private SampledSoftmax(Config config, String name) {
        this.config = config;
        this.name = name;
        this.items = new NextItems(name);
    }

    @Override
    public Tensor record(StepRecording step) {
        NextItems.Recorded next = items.record(step);
        Dim drawn = Dim.named(name.replace('-', '_') + "_negatives");
        Tensor negatives = step.recorder().intInput(name + ".negatives", Shape.of(drawn));
        StepRecording.Candidates candidates = step.candidates();
        return next.mean(losses(
                step.recorder(), step.batchQuery(), candidates.rows(), candidates.prior(), next.places(), negatives));
    }

    /**
     * @param query (queries, dimensions)
     * @param rows (items, dimensions)
     * @param prior (items): added to scores; less the logarithm of the probability with which an item is drawn, up to what
     *     is the same for all
     * @param targets (queries): each query's own item
     * @param negatives (drawn): items; a query's own among them does not count
     * @return (queries)
     */
    static Tensor losses(Recorder recorder, Tensor query, Tensor rows, Tensor prior, Tensor targets, Tensor negatives) {
        Tensor positive = query.dot(rows.gatherRows(targets)).add(prior.gatherRows(targets));
        Tensor others = query.linear(rows.gatherRows(negatives), prior.gatherRows(negatives));
        Tensor own = targets.unsqueeze(1).eq(negatives.unsqueeze(0));
        Tensor logits = recorder.concat(
                1, positive.unsqueeze(1), others.maskedFill(own, Double.NEGATIVE_INFINITY)); // (queries, 1 + drawn)
        return logits.logSumExp(1).sub(positive);
    }

    @Override
    public void feed(StepFeed feed) {
        items.feed(feed);
        // each candidate as likely as any other; what one of the catalogue stands for is in its prior
        int drawn = feed.queued() == 0 ? 0 : config.negatives();
        feed.ints(
                name + ".negatives",
                feed.random(name).longs(drawn, 0, Math.max(1, feed.queued())).toArray(),
                drawn);
    }
}
