package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.DType;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The contrastive term of DuoRec (Qiu et al. 2022, arXiv:2110.05730) and of CL4SRec (Xie et al. 2022, arXiv:2010.14395): of
 * all sequences of both halves of a batch find one's own other half. CL4SRec's other half is another view of the history;
 * DuoRec's is a history that the same item came after.
 */
public final class DuoRec implements Objective {
    public static final String NAME = "duorec";

    /** How alike two sequences are. */
    enum Similarity {
        DOT,
        COSINE
    }

    /** What a history's other half is. */
    enum Positive {
        /** Another view of it. */
        VIEW,
        /** A view of a history with the same next item; of its own where the batch has none. */
        SAME_ITEM
    }

    /**
     * Similarity and temperature are those of DuoRec's code.
     *
     * @param maskSameItem whether histories with the same next item are no negatives, which its code does not ask but in
     *     a stream of few popular items would be most of the batch
     */
    public record Config(
            double weight,
            Positive positive,
            Similarity similarity,
            double temperature,
            boolean maskSameItem,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.choice("positive", Positive.class, Positive.SAME_ITEM),
                    section.choice("similarity", Similarity.class, Similarity.DOT),
                    section.number("temperature", 1, .001, 100),
                    section.bool("mask-same-item", true),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new DuoRec(this, name);
        }
    }

    private final Config config;
    private final String name;
    private final ViewPairs pairs;

    private DuoRec(Config config, String name) {
        this.config = config;
        this.name = name;
        this.pairs = ViewPairs.two(name, config.pairs());
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        List<Tensor> halves = views.online();
        Tensor items = views.items();
        Tensor sameItem =
                items.unsqueeze(1).eq(items.unsqueeze(0)).and(items.ne(0).unsqueeze(1));
        Tensor blocked = config.maskSameItem() ? views.sameEntity().or(sameItem) : views.sameEntity();
        return views.mean(losses(
                        step.recorder(),
                        halves.get(0),
                        halves.get(1),
                        blocked,
                        config.similarity(),
                        config.temperature()))
                .div(2);
    }

    /**
     * @param first (pairs, dimensions)
     * @param second (pairs, dimensions)
     * @param blocked (pairs, pairs): pairs that are no negatives of each other, such as those of the same next item
     * @return (2 pairs)
     */
    static Tensor losses(
            Recorder recorder, Tensor first, Tensor second, Tensor blocked, Similarity similarity, double temperature) {
        Tensor both = recorder.concat(0, first, second);
        Tensor rows = similarity == Similarity.COSINE ? both.l2Normalise(1e-8) : both;
        Tensor pairs = recorder.arange(first.dim(0));
        Tensor behind = pairs.add(recorder.lengthOf(first.dim(0), DType.INT64));
        Tensor other = recorder.concat(0, behind, pairs);
        Tensor place = recorder.arange(both.dim(0));
        Tensor halves = recorder.concat(1, blocked, blocked);
        // whoever is blocked, one's own other half is what is looked for, and oneself is not
        Tensor out = recorder.concat(0, halves, halves)
                .and(place.unsqueeze(0).ne(other.unsqueeze(1)))
                .or(place.unsqueeze(0).eq(place.unsqueeze(1)));
        return rows.matMul(rows.transpose())
                .div(temperature)
                .maskedFill(out, Double.NEGATIVE_INFINITY)
                .crossEntropy(other);
    }

    @Override
    public void feed(StepFeed feed) {
        if (config.positive() == Positive.VIEW) {
            pairs.feed(feed);
            return;
        }
        SplittableRandom random = feed.random(name + ".partners");
        pairs.feed(feed, example -> partner(example, feed.replayed(), random));
    }

    private static Example partner(Example of, List<Example> all, SplittableRandom random) {
        List<Example> others = all.stream()
                .filter(other -> other != of
                        && other.event().item() == of.event().item()
                        && of.event().item() != 0
                        && !other.history().isEmpty())
                .toList();
        return others.isEmpty() ? of : others.get(random.nextInt(others.size()));
    }
}
