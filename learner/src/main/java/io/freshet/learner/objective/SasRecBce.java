package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * SASRec's loss (Kang and McAuley 2018, arXiv:1808.09781): tell the item that came from one that the entity has not met, by
 * binary cross-entropy.
 */
public final class SasRecBce implements Objective {
    public static final String NAME = "sasrec-bce";

    /** A draw that the entity has met is drawn again, so many times; then the example has no negative. */
    private static final int TRIES = 16;

    /**
     * One negative for each event and no decay, as in the paper.
     *
     * @param l2 what the squares of the candidates' rows cost
     * @param queue of so many of the last events are the items that may be drawn
     * @param catalogue how many others may be drawn too
     */
    public record Config(double weight, double l2, int queue, int catalogue) implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("l2", 0, 0, 1000),
                    section.integer("queue", 1024, 16, 10_000_000),
                    section.integer("catalogue", 512, 0, 1_000_000));
        }

        @Override
        public Negatives candidates() {
            return new Negatives(queue, catalogue);
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SasRecBce(this, name);
        }
    }

    private final Config config;
    private final String name;
    private final NextItems items;

    private SasRecBce(Config config, String name) {
        this.config = config;
        this.name = name;
        this.items = new NextItems(name);
    }

    @Override
    public Tensor record(StepRecording step) {
        NextItems.Recorded next = items.record(step);
        Shape batch = next.places().shape();
        Tensor negatives = step.recorder().intInput(name + ".negatives", batch);
        Tensor drawn = step.recorder().input(name + ".drawn", batch);
        StepRecording.Candidates candidates = step.candidates();
        // what one of the catalogue stands for matters to a softmax alone
        Tensor prior = candidates.prior().sub(candidates.correction());
        Tensor positive = score(step.batchQuery(), candidates.rows(), prior, next.places());
        Tensor negative = score(step.batchQuery(), candidates.rows(), prior, negatives);
        Tensor loss = loss(positive, negative, next.counted().mul(drawn));
        return config.l2() == 0 ? loss : loss.add(penalty(candidates.rows(), config.l2()));
    }

    private static Tensor score(Tensor query, Tensor rows, Tensor prior, Tensor places) {
        return query.dot(rows.gatherRows(places)).add(prior.gatherRows(places));
    }

    /**
     * The mean of the positives' part plus that of the negatives', over what counts.
     *
     * @param positive (places): scores of the items that came
     * @param negative (places): scores of items that did not
     * @param counted (places): 0 or 1
     */
    static Tensor loss(Tensor positive, Tensor negative, Tensor counted) {
        return positive.neg()
                .softplus()
                .add(negative.softplus())
                .mul(counted)
                .sum()
                .div(counted.sum().clampMin(1));
    }

    /** What the rows' length costs. */
    static Tensor penalty(Tensor rows, double l2) {
        return rows.square().sum().mul(l2);
    }

    @Override
    public void feed(StepFeed feed) {
        int[] next = items.feed(feed);
        SplittableRandom random = feed.random(name);
        long[] negatives = new long[next.length];
        float[] drawn = new float[next.length];
        for (int i = 0; i < next.length; i++) {
            int negative = draw(feed, met(feed, feed.batch().get(i), next[i]), random);
            negatives[i] = Math.max(0, negative);
            drawn[i] = negative < 0 ? 0 : 1;
        }
        feed.ints(name + ".negatives", negatives, negatives.length);
        feed.floats(name + ".drawn", drawn, drawn.length);
    }

    private static Set<Integer> met(StepFeed feed, Example example, int next) {
        Set<Integer> places = new HashSet<>(Set.of(next));
        for (EventFeatures event : example.history()) {
            places.add(feed.place(event.item()));
        }
        return places;
    }

    private static int draw(StepFeed feed, Set<Integer> met, SplittableRandom random) {
        for (int i = 0; i < TRIES && feed.queued() > 0; i++) {
            int place = random.nextInt(feed.queued());
            if (!met.contains(place)) {
                return place;
            }
        }
        return -1;
    }
}
