package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * Next-event InfoNCE (van den Oord et al. 2018, arXiv:1807.03748): the query is the history up to an event, its positive
 * the event's item, and the negatives are the distinct items of the last events by the rows they have now. A query's own
 * item is among its negatives never: each item is one class.
 */
public final class NextEvent implements Objective {
    public static final String NAME = "next-event";

    /**
     * @param queue how many of the last events give negatives
     * @param catalogue how many negatives are drawn from the items that are not in the queue
     */
    public record Config(double weight, int queue, int catalogue) implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(
                    section.number("weight", 1, 0, 1000),
                    section.integer("queue", 1024, 16, 10_000_000),
                    section.integer("catalogue", 512, 0, 1_000_000));
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new NextEvent(name);
        }
    }

    private final String name;

    private NextEvent(String name) {
        this.name = name;
    }

    @Override
    public Tensor record(StepRecording step) {
        Dim batch = step.batchQuery().dim(0);
        Tensor target = step.recorder().intInput(name + ".target", Shape.of(batch));
        Tensor counted = step.recorder().input(name + ".counted", Shape.of(batch));
        StepRecording.Candidates candidates = step.candidates();
        Tensor rows = candidates.rows().slice(0, Dim.of(0), candidates.queue());
        Tensor prior = candidates.prior().slice(0, Dim.of(0), candidates.queue());
        Tensor losses = losses(step.batchQuery(), rows, prior, target);
        return losses.mul(counted).sum().div(counted.sum().clampMin(1));
    }

    /**
     * @param query (batch, dimensions)
     * @param rows (items, dimensions)
     * @param prior (items), added to every query's scores
     * @param target (batch): each query's item
     * @return (batch)
     */
    static Tensor losses(Tensor query, Tensor rows, Tensor prior, Tensor target) {
        Tensor scores = query.linear(rows, prior); // (batch, items)
        return scores.crossEntropy(target);
    }

    @Override
    public void feed(StepFeed feed) {
        int size = feed.batch().size();
        long[] target = new long[size];
        float[] counted = new float[size];
        for (int i = 0; i < size; i++) {
            Example example = feed.batch().get(i);
            int place = feed.candidate(example.event().item());
            target[i] = Math.max(0, place);
            counted[i] = place < 0 ? 0 : 1;
        }
        feed.ints(name + ".target", target, size);
        feed.floats(name + ".counted", counted, size);
    }
}
