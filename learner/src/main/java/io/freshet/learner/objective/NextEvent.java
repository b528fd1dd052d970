package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Dim;
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
        public Negatives candidates() {
            return new Negatives(queue, catalogue);
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new NextEvent(name);
        }
    }

    private final NextItems items;

    NextEvent(String name) {
        this.items = new NextItems(name);
    }

    @Override
    public Tensor record(StepRecording step) {
        NextItems.Recorded next = items.record(step);
        StepRecording.Candidates candidates = step.candidates();
        Tensor rows = candidates.rows().slice(0, Dim.of(0), candidates.queue());
        Tensor prior = step.batchPrior().slice(1, Dim.of(0), candidates.queue());
        return next.mean(losses(step.batchQuery(), rows, prior, next.places()));
    }

    /**
     * @param query (batch, dimensions)
     * @param rows (items, dimensions)
     * @param prior (batch, items) or what stretches to it, added to the scores
     * @param target (batch): each query's item
     * @return (batch)
     */
    static Tensor losses(Tensor query, Tensor rows, Tensor prior, Tensor target) {
        Tensor scores = query.linear(rows).add(prior); // (batch, items)
        return scores.crossEntropy(target);
    }

    @Override
    public void feed(StepFeed feed) {
        items.feed(feed);
    }
}
