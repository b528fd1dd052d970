package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What an objective joins: two or more views of each history that it chooses of a batch, to be encoded by the online or
 * the target network. The views of one history are one another's positives.
 *
 * <p>A batch may hold no history to choose. Then there are 0 pairs, and {@link Recorded#mean} and {@link
 * Recorded#orZero} make of them a loss and gradients of 0.
 */
public final class ViewPairs {

    /** A history shorter than this has no two views worth telling apart. */
    private static final int SHORTEST = 3;

    /**
     * What every objective of this kind can be told.
     *
     * @param share of the batch that views are formed of
     * @param every so many steps: what a step costs beside its size is then shared by more pairs
     * @param withEvent whether the event at hand belongs to its history, and one event is enough: where rows stand alone,
     *     and views differ by their fields
     */
    public record Config(Views views, double share, int every, boolean withEvent) {
        public static Config read(Section section, Views views) {
            return new Config(
                    views,
                    section.number("share", 1, .001, 1),
                    section.integer("every", 4, 1, 1_000_000),
                    section.bool("with-event", false));
        }

        private int shortest() {
            return withEvent ? 1 : SHORTEST;
        }

        private List<EventFeatures> history(Example example) {
            if (!withEvent) {
                return example.history();
            }
            List<EventFeatures> history = new ArrayList<>(example.history());
            history.add(example.event());
            return history;
        }
    }

    private final String name;
    private final Config config;
    private final List<Views> views;
    private final int least;

    private ViewPairs(String name, Config config, List<Views> views, int least) {
        this.name = name;
        this.config = config;
        this.views = List.copyOf(views);
        this.least = least;
    }

    /** Two views of each history. */
    public static ViewPairs two(String objective, Config config) {
        return new ViewPairs(objective, config, List.of(config.views(), config.views()), 1);
    }

    /** A view of each history by each of the given compositions: multi-crop, where these differ. */
    public static ViewPairs of(String objective, Config config, List<Views> views) {
        return new ViewPairs(objective, config, views, 1);
    }

    /** The same, but no pairs at all where there are fewer: for losses of the batch's statistics. */
    public ViewPairs atLeast(int pairs) {
        return new ViewPairs(name, config, views, pairs);
    }

    /** Declares the inputs that {@link #feed} gives. */
    public Recorded record(StepRecording step) {
        return new Recorded(step);
    }

    /** Chooses histories and gives their views; returns the examples chosen, in the order of their pairs. */
    public List<Example> feed(StepFeed feed) {
        return feed(feed, Integer.MAX_VALUE);
    }

    /** As {@link #feed(StepFeed)}, for no more than so many pairs. */
    public List<Example> feed(StepFeed feed, int most) {
        return feed(feed, most, UnaryOperator.identity());
    }

    /** As {@link #feed(StepFeed)}, with every view but the first of another example's history. */
    public List<Example> feed(StepFeed feed, UnaryOperator<Example> partner) {
        return feed(feed, Integer.MAX_VALUE, partner);
    }

    private List<Example> feed(StepFeed feed, int most, UnaryOperator<Example> partner) {
        SplittableRandom random = feed.random(name);
        List<Example> fitting = Sampling.share(
                feed.replayed(),
                config.share(),
                random,
                example -> config.history(example).size() >= config.shortest());
        List<Example> chosen = fitting.size() < least ? List.of() : fitting.subList(0, Math.min(most, fitting.size()));
        int pairs = chosen.size();
        List<EventFeatures> donors =
                feed.replayed().stream().map(Example::event).toList();
        List<List<List<EventFeatures>>> formed = new ArrayList<>();
        views.forEach(view -> formed.add(new ArrayList<>()));
        for (int i = 0; i < pairs; i++) {
            Example example = chosen.get(i);
            Example other = partner.apply(example);
            for (int view = 0; view < views.size(); view++) {
                Example of = view == 0 ? example : other;
                formed.get(view).add(views.get(view).view(config.history(of), donors, random));
            }
        }
        for (int view = 0; view < views.size(); view++) {
            feed.histories(viewName(view), formed.get(view));
        }
        feed.ints(
                name + ".entities",
                chosen.stream()
                        .mapToLong(example -> QueuedKeys.owner(example.entity()))
                        .toArray(),
                pairs);
        feed.ints(
                name + ".items",
                chosen.stream().mapToLong(example -> example.event().item()).toArray(),
                pairs);
        return chosen;
    }

    private String viewName(int view) {
        return name + "." + view;
    }

    /** The views in one program. Stacked tensors hold all pairs of the first view, then all of the second. */
    public final class Recorded {
        private final StepRecording step;
        private final Dim pairs = Dim.named(name.replaceAll("[^A-Za-z0-9]", "_") + "_pairs");
        private final List<HistoryTensors> histories;
        private final Tensor entities;
        private final Tensor items;

        private Recorded(StepRecording step) {
            this.step = step;
            this.histories = IntStream.range(0, views.size())
                    .mapToObj(view -> step.histories(viewName(view), pairs))
                    .toList();
            this.entities = step.recorder().intInput(name + ".entities", Shape.of(pairs));
            this.items = step.recorder().intInput(name + ".items", Shape.of(pairs));
        }

        public Dim pairs() {
            return pairs;
        }

        /** How many views there are of each history. */
        public int views() {
            return views.size();
        }

        /** Views {@code from} up to but without {@code to}, encoded by the online network: stacked, (views * pairs, dimensions). */
        public Tensor online(int from, int to) {
            return step.query(stacked(from, to));
        }

        /** Every view, encoded by the online network: (pairs, dimensions) each. */
        public List<Tensor> online() {
            return split(online(0, views.size()));
        }

        /** As {@link #online(int, int)}, by the target network, through which no gradient flows. */
        public Tensor target(int from, int to) {
            return step.targetQuery(stacked(from, to));
        }

        /** As {@link #online()}, by the target network. */
        public List<Tensor> target() {
            return split(target(0, views.size()));
        }

        /** What was stacked, view by view. */
        public List<Tensor> split(Tensor stacked) {
            int count = (int) stacked.dim(0).dividedBy(pairs).orElseThrow().constant();
            return IntStream.range(0, count)
                    .mapToObj(view -> stacked.slice(0, pairs.times(view), pairs.times(view + 1)))
                    .toList();
        }

        /** (pairs) int64: whose history each is. */
        public Tensor entities() {
            return entities;
        }

        /** (pairs) int64: the item that came next; 0 is none. */
        public Tensor items() {
            return items;
        }

        /** (pairs, pairs) bool: whether two histories are of one entity, and so no negatives; true on the diagonal. */
        public Tensor sameEntity() {
            return entities.unsqueeze(1).eq(entities.unsqueeze(0));
        }

        /** The mean over the pairs of a loss of each. */
        public Tensor mean(Tensor losses) {
            return losses.sum().div(count().clampMin(1));
        }

        /** A loss of all pairs; 0 where there are none, whatever it is then. */
        public Tensor orZero(Tensor loss) {
            Recorder recorder = step.recorder();
            return recorder.where(count().gt(0), loss, recorder.scalar(0));
        }

        private Tensor count() {
            return step.recorder().lengthOf(pairs);
        }

        private HistoryTensors stacked(int from, int to) {
            return HistoryTensors.stack(step.recorder(), histories.subList(from, to));
        }
    }
}
