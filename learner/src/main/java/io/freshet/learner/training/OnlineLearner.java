package io.freshet.learner.training;

import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.objective.Term;
import io.freshet.learner.replay.Replay;
import io.freshet.learner.replay.Replays;
import io.freshet.model.encoder.EventEncoder;
import io.freshet.model.encoder.HistoryEncoder;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.NativeEngine;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Program;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import io.freshet.model.table.EmbeddingTable;
import io.freshet.model.table.RowDictionary;
import io.freshet.model.table.RowState;
import io.freshet.model.table.RowsBeside;
import io.freshet.schemas.message.EmbeddingRecord;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner: one recorded program a step over one flat parameter buffer and the tables' rows. What a step needs beside
 * tensors (dictionaries, popularity, the queue of items, counters) is kept here.
 */
public final class OnlineLearner implements Learner {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineLearner.class);
    private static final int PRIOR_DIMENSIONS = 1;
    // softplus of it is a half
    private static final double FIRST_PRIOR_WEIGHT = Math.log(Math.expm1(.5));

    private final LearnerConfig config;
    private final FeatureLayout layout;
    private final ParameterLayout parameters;
    private final DenseUpdate dense;
    private final List<Term> terms = new ArrayList<>();
    private final EventEncoder events;
    private final HistoryEncoder encoder;
    private final String priorWeight;
    private final Map<List<Term>, Step> steps = new HashMap<>();
    private final Step whole;
    private final Device device;
    private final TensorScope scope;
    private final Map<String, DeviceTensor> states = new LinkedHashMap<>();
    private final Map<String, DeviceTensor> constants;

    private final RowDictionary items;
    private final RowDictionary values;
    private final EmbeddingTable itemsIn;
    private final EmbeddingTable itemsOut;
    private final EmbeddingTable itemsBias;
    private final EmbeddingTable valueTable;
    private final List<RowState> rowStates;
    private final Popularity popularity;
    private final RecentItems recent;
    private final PrequentialScores scores = new PrequentialScores();
    private final Map<String, Long> counted = new TreeMap<>();
    private final Replay<Example> replay;
    private final LatestVectors latestItems = new LatestVectors();
    private final StepInputs inputs;
    private final Guard guard;
    private final HealthyStates healthy;
    private boolean goingBack;
    private int recentRows;
    private long driftAt;
    private LearnerCounters counters = new LearnerCounters(0, 0, 0);

    public OnlineLearner(LearnerConfig config, FeatureLayout layout) {
        this.config = config;
        this.layout = layout;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        this.events = new EventEncoder(builder, layout, config.encoder().dimensions(), config.valueWidth());
        this.encoder = config.encoder().declare(builder, config.historyLength());
        this.priorWeight = builder.add("prior.weight", Shape.of(1), Init.constant(FIRST_PRIOR_WEIGHT));
        config.objectives()
                .forEach((name, objective) -> terms.add(
                        Term.declare(name, objective, builder, config.encoder().dimensions())));
        this.parameters = builder.build();
        this.dense = new DenseUpdate(config.optimiser(), parameters);
        NativeEngine.useThreads(config.threads());
        this.device = Device.parse(config.device());
        this.scope = new TensorScope(device);
        this.items = config.table().dictionaryOfItems();
        this.values = config.table().dictionaryOfValues();
        int width = config.encoder().dimensions();
        this.itemsIn = table(StepProgram.ITEMS_IN, width, config.rowDeviation(), true, items);
        this.itemsOut = table(StepProgram.ITEMS_OUT, width, config.rowDeviation(), false, items);
        this.itemsBias = table(StepProgram.ITEMS_BIAS, 1, 0, false, items);
        this.valueTable = table(StepProgram.VALUES, config.valueWidth(), config.rowDeviation(), true, values);
        this.popularity = new Popularity(config.popularityHalfLife(), items);
        this.rowStates = List.of(
                new RowsBeside(items, popularity), itemsIn, new RowsBeside(itemsOut, itemsBias), values, valueTable);
        this.recent = new RecentItems(config.negativeQueue());
        this.replay = Replays.create(config.replay(), config.seed(), new ExampleCodec());
        this.inputs = new StepInputs(layout, config, items, values, counted, scope);
        declareStates();
        this.guard = new Guard(
                config.guard(), config.optimiser().clipNorm(), new Sameness(layout), width, length(parameterValues()));
        this.healthy = new HealthyStates(
                config.guard().snapshotSteps(),
                config.guard().enabled() ? config.guard().snapshotLimit() : 0);
        this.constants = dense.constants(scope);
        this.whole = step(terms);
    }

    /** A step with some of the objectives, ready to run. */
    private record Step(List<Term> terms, Program program, CompiledProgram compiled, List<String> reported) {}

    private Step step(List<Term> chosen) {
        return steps.computeIfAbsent(List.copyOf(chosen), due -> {
            StepProgram step = new StepProgram(config, parameters, dense, events, encoder, due, priorWeight);
            Program program = step.record();
            step.objectiveStates()
                    .forEach((name, first) -> states.computeIfAbsent(name, n -> first.create(n, config.seed(), scope)));
            return new Step(due, program, program.load(device), step.metrics());
        });
    }

    /** The step with the objectives whose turn it is; with all of them where it is nobody's. */
    private Step next() {
        List<Term> due = terms.stream()
                .filter(term -> counters.steps() % term.every() == 0)
                .toList();
        return due.isEmpty() ? whole : step(due);
    }

    private EmbeddingTable table(String name, int width, double deviation, boolean momentum, RowDictionary of) {
        return new EmbeddingTable(
                new EmbeddingTable.Config(name, width, deviation, momentum), of, config.seed(), device);
    }

    private static double length(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private void declareStates() {
        float[] initial = parameters.initial(config.seed());
        Shape flat = Shape.of(parameters.size());
        states.put(StepProgram.PARAMETERS, scope.floats(flat, initial));
        states.put("parameters.momentum", scope.floats(flat, initial));
        states.putAll(dense.states(scope));
    }

    /** The program of a step with every objective, for people to read. */
    public Program program() {
        return whole.program();
    }

    /** Where each parameter stands in the state {@code parameters}. */
    public ParameterLayout parameters() {
        return parameters;
    }

    /** The numbers of the state {@code parameters}, as they are now. */
    public float[] parameterValues() {
        return Objects.requireNonNull(states.get(StepProgram.PARAMETERS)).floats();
    }

    /** A tensor of the learner's state by its name. */
    DeviceTensor state(String name) {
        return Objects.requireNonNull(states.get(name), name);
    }

    /** How many tensors are open beside the tables', so that a test sees one that a step forgot. */
    int openTensors() {
        return scope.open()
                + steps.values().stream()
                        .mapToInt(step -> step.compiled().open())
                        .sum();
    }

    @Override
    public StepResult learn(List<Example> all) {
        Guard.Admitted clean = guard.admit(all);
        List<Example> batch = clean.examples();
        if (batch.isEmpty() || guard.holdsBack(batch)) {
            return skipped(Map.of(), clean.quarantined());
        }
        healthy.keepIfDue(counters.steps(), this::save);
        // before the batch, so that what is published comes from the newest parameters
        for (int i = 0; i < config.replay().extraUpdates(); i++) {
            rehearse(replay.sample(batch.size()));
        }
        List<Example> mixed = withReplay(batch);
        Batch prepared = admitted(batch, mixed);
        return step(prepared, mixed, finite -> finite ? this::learnt : this::notFinite)
                .with(clean.quarantined());
    }

    /** A step on replayed rows alone. It teaches and does nothing else: no scores, no counts, nothing to publish. */
    private void rehearse(List<Example> rows) {
        if (!rows.isEmpty()) {
            step(new Batch(rows, rowsOf(rows)), rows, finite -> finite ? this::rehearsed : this::notFinite);
        }
    }

    /** What is done with a step's outputs. */
    @FunctionalInterface
    private interface Ending {
        StepResult of(Batch batch, Step step, Outputs outputs);
    }

    private StepResult step(Batch batch, List<Example> mixed, Function<Boolean, Ending> endings) {
        try (TensorScope stepScope = new TensorScope(device)) {
            Step step = next();
            Map<String, DeviceTensor> arguments = new HashMap<>(states);
            arguments.putAll(constants);
            inputs.begin(batch.examples, mixed, counters.steps(), arguments, stepScope);
            feed(batch, step.terms(), arguments);
            try (Outputs outputs = step.compiled().run(arguments)) {
                return endings.apply(outputs.scalar("finite") != 0).of(batch, step, outputs);
            }
        }
    }

    private List<Example> withReplay(List<Example> batch) {
        List<Example> mixed = new ArrayList<>(batch);
        mixed.addAll(replay.sample(config.replay().rowsFor(batch.size())));
        return mixed;
    }

    /** Lets idle rows go, counts the batch's values, and gives those that are new the numbers that they begin with. */
    private Batch admitted(List<Example> batch, List<Example> mixed) {
        RowsInUse inUse = new RowsInUse(mixed, items, values, recent);
        long now = config.table().clock(counters.examples(), batch);
        items.begin(now, inUse::hasItem);
        values.begin(now, inUse::hasValue);
        int[] rows = new int[batch.size()];
        int[] seen = new int[batch.size()];
        int rowsBefore = items.size();
        for (int i = 0; i < batch.size(); i++) {
            EventFeatures event = batch.get(i).event();
            seen[i] = items.size();
            rows[i] = items.admit(event.item());
            for (long id : event.ids()) {
                values.admit(id);
            }
        }
        initialiseItems();
        valueTable.initialise(values.fresh());
        return new Batch(batch, batch.size(), new Admission(rows, seen, rowsBefore, items.fresh()));
    }

    /** Gives items rows before any event has them, such as those of a catalogue that is known. */
    public void admit(long[] catalogue) {
        for (int first = 0; first < catalogue.length; first += RowState.CHUNK) {
            items.begin(counters.examples(), new RowsInUse(List.of(), items, values, recent)::hasItem);
            for (int i = first; i < Math.min(catalogue.length, first + RowState.CHUNK); i++) {
                items.admit(catalogue[i]);
            }
            initialiseItems();
        }
    }

    private void initialiseItems() {
        int[] fresh = items.fresh();
        for (int row : fresh) {
            popularity.forget(row);
        }
        List.of(itemsIn, itemsOut, itemsBias).forEach(table -> table.initialise(fresh));
    }

    private int[] rowsOf(List<Example> examples) {
        return examples.stream()
                .mapToInt(example -> items.find(example.event().item()))
                .toArray();
    }

    /**
     * What became of a batch's items.
     *
     * @param itemRows each event: the row of its item
     * @param seenBefore each event: how many item rows there were before it
     * @param rowsBefore how many there were before the batch
     * @param newRows those that got another item in this batch
     */
    private record Admission(int[] itemRows, int[] seenBefore, int rowsBefore, int[] newRows) {}

    /** What a batch is in rows. */
    private final class Batch {
        final List<Example> examples;
        final int[] itemRows;
        final int[] seenBefore;
        final List<List<EventFeatures>> before = new ArrayList<>();
        final List<List<EventFeatures>> after = new ArrayList<>();
        /** How many of the examples are events of the stream. */
        final int events;
        /** Rows below this are what events are ranked among. */
        final int ranked;

        private final IntOpenHashSet takenOver = new IntOpenHashSet();

        /** One that is only learnt from. */
        Batch(List<Example> examples, int[] itemRows) {
            this(examples, 0, new Admission(itemRows, new int[examples.size()], 0, new int[0]));
        }

        Batch(List<Example> examples, int events, Admission admission) {
            this.examples = examples;
            this.events = events;
            this.itemRows = admission.itemRows();
            this.seenBefore = admission.seenBefore();
            for (Example example : examples) {
                before.add(example.history());
                List<EventFeatures> history = new ArrayList<>(example.history());
                history.add(example.event());
                after.add(history);
            }
            for (int row : admission.newRows()) {
                if (row < admission.rowsBefore()) {
                    takenOver.add(row);
                }
            }
            int rows = Arrays.stream(seenBefore).max().orElse(0);
            ranked = rows <= config.scoreItems() ? Math.max(rows, RowDictionary.FIRST) : RowDictionary.FIRST;
        }

        /** Each row of an item, in the order in which they first come, with the last event that has it. */
        Map<Integer, Integer> lastEvents() {
            Map<Integer, Integer> last = new LinkedHashMap<>();
            for (int i = 0; i < itemRows.length; i++) {
                if (itemRows[i] >= RowDictionary.FIRST) {
                    last.put(itemRows[i], i);
                }
            }
            return last;
        }

        /** Whether events are ranked among a row's item; one that has taken a row over counts from the next batch on. */
        boolean isRanked(int row) {
            return items.isLive(row) && !takenOver.contains(row);
        }

        /** Whether protocol 1 scores an event: its entity has an earlier one, and its item occurred before. */
        boolean isScored(int i) {
            return !examples.get(i).history().isEmpty()
                    && itemRows[i] >= RowDictionary.FIRST
                    && itemRows[i] < seenBefore[i]
                    && itemRows[i] < ranked
                    && !takenOver.contains(itemRows[i]);
        }
    }

    private void feed(Batch batch, List<Term> due, Map<String, DeviceTensor> arguments) {
        recent.addTo(inputs.out);
        for (int row : batch.itemRows) {
            if (row >= RowDictionary.FIRST) {
                inputs.out.add(row);
            }
        }
        if (inputs.out.size() == 0) {
            inputs.out.add(RowDictionary.NONE); // no item has a row yet, and a softmax needs a class
        }
        float correction = drawFromCatalogue(inputs.out);
        inputs.queueEnds();
        inputs.histories("before", batch.before);
        inputs.histories("after", batch.after);
        due.forEach(term -> term.objective().feed(inputs));
        inputs.eventsEnd();
        List.of(itemsIn, itemsOut, itemsBias, valueTable).forEach(table -> table.addTo(arguments));
        long tick = config.momentum().now(counters) + 1;
        feedTouched("in", inputs.in, itemsIn, tick);
        feedTouched("values", inputs.valueRows, valueTable, tick);
        feedRates(batch.events);
        feedOut(correction);
        feedScoring(batch);
        long[] embedded =
                batch.lastEvents().keySet().stream().mapToLong(row -> row).toArray();
        inputs.ints("embed.items", embedded, embedded.length);
    }

    private void feedRates(int events) {
        OptimiserConfig optimiser = config.optimiser();
        double share = optimiser.schedule().at(counters.examples(), counters.examples() - driftAt);
        inputs.scalar(DenseUpdate.RATE, optimiser.denseRate() * share);
        inputs.scalar(StepProgram.ROW_RATE, optimiser.rowRate() * (optimiser.rowsToo() ? share : 1));
        inputs.scalar(StepProgram.MOMENTUM, config.momentum().momentum(events));
    }

    /** Tells that the stream has changed: schedules that decay while it stays as it is begin anew. */
    public void drifted() {
        driftAt = counters.examples();
    }

    private void feedTouched(String name, RowSet touched, EmbeddingTable table, long tick) {
        long[] rows = touched.rows();
        inputs.ints(name + ".rows", rows, rows.length);
        inputs.floats(name + ".stale", table.staleness(rows, tick), rows.length);
    }

    /**
     * Adds items that nobody has touched for long, so that their scores are held down too.
     *
     * @return what is added to the scores of those drawn: the log of how many each stands for, so that the softmax is
     *     that over the whole catalogue (Jean et al. 2015, arXiv:1412.2007)
     */
    private float drawFromCatalogue(RowSet negatives) {
        recentRows = negatives.size();
        int all = items.size() - RowDictionary.FIRST;
        int outside = items.live() - negatives.size();
        int wanted = Math.min(config.catalogueNegatives(), outside);
        SplittableRandom random = inputs.random("catalogue");
        if (wanted == outside) {
            for (int i = 0; i < all; i++) {
                negatives.add(RowDictionary.FIRST + i);
            }
            return 0;
        }
        // a draw may hit what is there already: as many tries as it takes on average, not until it is full
        int tries = outside <= 0 ? 0 : (int) Math.min(4L * wanted, (long) wanted * all / outside);
        for (int i = 0; i < tries; i++) {
            int row = RowDictionary.FIRST + random.nextInt(all);
            if (items.isLive(row)) {
                negatives.add(row);
            }
        }
        int drawn = negatives.size() - recentRows;
        return drawn == 0 ? 0 : (float) Math.log((double) outside / drawn);
    }

    private void feedOut(float correctionOfDrawn) {
        long[] rows = inputs.out.rows();
        double now = popularity.logNow();
        float[] log = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            log[i] = (float) (popularity.logWeight((int) rows[i]) - now);
        }
        float[] correction = new float[rows.length];
        Arrays.fill(correction, recentRows, inputs.queued(), correctionOfDrawn);
        inputs.floats("out.correction", correction, rows.length);
        inputs.ints("out.rows", rows, rows.length);
        inputs.floats("out.popularity", log, rows.length);
        inputs.flags("out.queued", inputs.queued());
    }

    private void feedScoring(Batch batch) {
        int size = batch.examples.size();
        int count = batch.ranked;
        double now = popularity.logNow();
        float[] log = new float[count];
        for (int row = 0; row < count; row++) {
            log[row] = batch.isRanked(row) ? (float) (popularity.logWeight(row) - now) : Float.NEGATIVE_INFINITY;
        }
        long[] seen = new long[size];
        long[] item = new long[size];
        List<long[]> excluded = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (!batch.isScored(i)) {
                continue;
            }
            seen[i] = batch.seenBefore[i];
            item[i] = batch.itemRows[i];
            for (long id : batch.examples.get(i).excluded()) {
                int row = items.find(id);
                if (row >= RowDictionary.FIRST && row < seen[i] && row != item[i]) {
                    excluded.add(new long[] {i, row});
                }
            }
        }
        inputs.floats("score.popularity", log, count);
        inputs.ints("score.seen", seen, size);
        inputs.ints("score.item", item, size);
        inputs.ints(
                "score.excluded-query", excluded.stream().mapToLong(e -> e[0]).toArray(), excluded.size());
        inputs.ints(
                "score.excluded-item", excluded.stream().mapToLong(e -> e[1]).toArray(), excluded.size());
    }

    private StepResult learnt(Batch batch, Step run, Outputs outputs) {
        LearnerCounters before = counters;
        stepped(batch.events);
        float[] ranks = outputs.get("ranks").floats();
        for (int i = 0; i < ranks.length; i++) {
            if (batch.isScored(i)) {
                // a score that is no number counts against the model
                int rank = ranks[i] >= 1 ? (int) ranks[i] : batch.seenBefore[i];
                scores.add(rank);
                guard.scored(rank <= PrequentialScores.K);
            }
        }
        remember(batch);
        float[] vectors = outputs.get("entities").floats();
        Map<Integer, EmbeddedVector> entities = entities(batch, outputs, vectors);
        List<EmbeddedVector> embeddings = new ArrayList<>(entities.values());
        embeddings.addAll(items(batch, outputs));
        Trip trip = guard.check(figures(outputs, batch.examples, entities, embeddings));
        if (trip != null) {
            return tripped(batch, run, outputs, trip, before);
        }
        int width = config.encoder().dimensions();
        for (int i = 0; i < batch.examples.size(); i++) {
            replay.add(batch.examples.get(i), Arrays.copyOfRange(vectors, i * width, (i + 1) * width));
        }
        return new StepResult(counters.steps(), false, embeddings, metrics(run, outputs), List.of());
    }

    private StepResult rehearsed(Batch batch, Step run, Outputs outputs) {
        LearnerCounters before = counters;
        stepped(batch.events);
        Trip trip = guard.checkSize(figures(outputs, List.of(), Map.of(), List.of()));
        return trip == null
                ? new StepResult(counters.steps(), false, List.of(), Map.of(), List.of())
                : tripped(batch, run, outputs, trip, before);
    }

    private StepResult notFinite(Batch batch, Step run, Outputs outputs) {
        return tripped(batch, run, outputs, guard.notFinite(counters.steps() + 1), counters);
    }

    private Guard.StepFigures figures(
            Outputs outputs,
            List<Example> examples,
            Map<Integer, EmbeddedVector> entities,
            List<EmbeddedVector> embeddings) {
        return new Guard.StepFigures(
                counters.steps(),
                outputs.scalar("gradient-norm"),
                outputs.scalar("parameter-norm"),
                examples,
                entities,
                embeddings);
    }

    /** Nothing of the step gets out, and a model that it has touched goes back to where it was healthy. */
    private StepResult tripped(Batch batch, Step run, Outputs outputs, Trip trip, LearnerCounters before) {
        counters = before;
        if (trip.hasTouchedTheModel()) {
            goBack(trip);
        } else {
            LOG.warn("Step {} is left out: {}", counters.steps() + 1, trip.sentence());
            remember(batch);
        }
        guard.tripped(trip, batch.events);
        List<Quarantined> quarantined = batch.examples.stream()
                .limit(batch.events) // those of a rehearsal have been learnt before
                .map(example -> Quarantined.of(example, trip))
                .toList();
        return skipped(metrics(run, outputs), quarantined);
    }

    private StepResult skipped(Map<String, Double> metrics, List<Quarantined> quarantined) {
        counters = new LearnerCounters(counters.examples(), counters.steps(), counters.skippedSteps() + 1);
        return new StepResult(counters.steps(), true, List.of(), metrics, quarantined);
    }

    // what was learnt since is lost, but what is counted goes on: no event is taken in twice
    private void goBack(Trip trip) {
        HealthyStates.State state = healthy.last(trip.trustedUntil());
        if (state == null) {
            // the last checkpoint may help
            throw new IllegalStateException("the model is not healthy because " + trip.sentence()
                    + ", and its state is too large to be kept in memory (learner.guard.snapshot-limit)");
        }
        LOG.warn(
                "Step {} is not healthy: {}. Nothing of it is published; the model goes back to step {}",
                counters.steps() + 1,
                trip.sentence(),
                state.step());
        try {
            ByteArrayOutputStream accounts = new ByteArrayOutputStream();
            saveAccounts(new DataOutputStream(accounts));
            goingBack = true;
            restore(state.open());
            restoreAccounts(new DataInputStream(new ByteArrayInputStream(accounts.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            goingBack = false;
        }
        latestItems.clear();
    }

    /** A finite step has changed rows and parameters. */
    private void stepped(int events) {
        long tick = config.momentum().now(counters) + config.momentum().ticks(events);
        itemsIn.moved(inputs.in.rows(), tick);
        itemsOut.moved(inputs.out.rows(), tick);
        itemsBias.moved(inputs.out.rows(), tick);
        valueTable.moved(inputs.valueRows.rows(), tick);
        inputs.commitCounts();
        counters = new LearnerCounters(counters.examples() + events, counters.steps() + 1, counters.skippedSteps());
    }

    private void remember(Batch batch) {
        for (int row : batch.itemRows) {
            recent.add(row); // also where it is none: a queue that stood still would hold its rows for ever
            if (row >= RowDictionary.FIRST) {
                popularity.add(row);
            }
        }
    }

    /** The entities' vectors, each by the place in the batch of its newest example. */
    private Map<Integer, EmbeddedVector> entities(Batch batch, Outputs outputs, float[] rows) {
        float priorWeight = (float) outputs.scalar("prior-weight");
        Map<String, Integer> newest = new LinkedHashMap<>();
        for (int i = 0; i < batch.examples.size(); i++) {
            newest.put(batch.examples.get(i).entity(), i);
        }
        Map<Integer, EmbeddedVector> entities = new LinkedHashMap<>();
        newest.forEach((entity, i) ->
                entities.put(i, vector(EmbeddingRecord.ENTITY, entity, batch.examples.get(i), rows, i, priorWeight)));
        return entities;
    }

    private List<EmbeddedVector> items(Batch batch, Outputs outputs) {
        List<EmbeddedVector> embeddings = new ArrayList<>();
        float priorWeight = (float) outputs.scalar("prior-weight");
        float[] rows = outputs.get("items").floats();
        float[] bias = outputs.get("items.bias").floats();
        int place = 0;
        for (Map.Entry<Integer, Integer> last : batch.lastEvents().entrySet()) {
            Example example = batch.examples.get(last.getValue());
            String item = example.item();
            if (item != null) {
                // times the entity's weight it is the bias plus the weighted log popularity
                float prior = bias[place] / priorWeight + popularity.logWeight(last.getKey());
                EmbeddedVector embedded = vector(EmbeddingRecord.ITEM, item, example, rows, place, prior);
                latestItems.add(embedded.vector(), config.encoder().dimensions());
                embeddings.add(embedded);
            }
            place++;
        }
        return embeddings;
    }

    private EmbeddedVector vector(String kind, String id, Example by, float[] rows, int row, float prior) {
        int width = config.encoder().dimensions();
        float[] vector = new float[width + PRIOR_DIMENSIONS];
        System.arraycopy(rows, row * width, vector, 0, width);
        vector[width] = prior;
        return new EmbeddedVector(kind, id, vector, PRIOR_DIMENSIONS, by.event().timeMs(), by.arrivalTimeMs());
    }

    private Map<String, Double> metrics(Step run, Outputs outputs) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("training.loss", outputs.scalar("loss"));
        metrics.put("training.gradient-norm", outputs.scalar("gradient-norm"));
        for (Term term : run.terms()) {
            metrics.put("training.loss." + term.name(), outputs.scalar("loss." + term.name()));
        }
        run.reported().forEach(name -> metrics.put(name, outputs.scalar("metric." + name)));
        metrics.put("training.prior-weight", outputs.scalar("prior-weight"));
        metrics.put("training.rows", (double) (items.live() + values.live()));
        return metrics;
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("prequential.scored", (double) scores.scored());
        scores.figures().forEach((name, value) -> figures.put("prequential." + name, value));
        latestItems.figures().forEach((name, value) -> figures.put("space." + name, value));
        guard.figures().forEach((name, value) -> figures.put("guard." + name, value));
        items.statistics().figures().forEach((name, value) -> figures.put("table.items." + name, value));
        values.statistics().figures().forEach((name, value) -> figures.put("table.values." + name, value));
        return figures;
    }

    @Override
    public LearnerCounters counters() {
        return counters;
    }

    @Override
    public List<RowState> rows() {
        return rowStates;
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        out.writeUTF(whole.program().fingerprint());
        saveAccounts(out);
        out.writeLong(driftAt);
        items.saveRest(out);
        values.saveRest(out);
        out.writeLong(popularity.events());
        recent.save(out);
        replay.save(out);
        out.writeInt(counted.size());
        for (Map.Entry<String, Long> entry : counted.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue());
        }
        for (DeviceTensor state : states.values()) {
            byte[] bytes = state.toBytes();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    // what is known of the stream and of this run, and not of the model
    private void saveAccounts(DataOutput out) throws IOException {
        out.writeLong(counters.examples());
        out.writeLong(counters.steps());
        out.writeLong(counters.skippedSteps());
        scores.save(out);
        guard.save(out);
    }

    private void restoreAccounts(DataInput in) throws IOException {
        counters = new LearnerCounters(in.readLong(), in.readLong(), in.readLong());
        scores.restore(in);
        guard.restore(in);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        if (!in.readUTF().equals(whole.program().fingerprint())) {
            throw new IOException("the state is of a learner with other settings: restore it with the settings it was"
                    + " saved with, or start anew");
        }
        if (!goingBack) {
            healthy.clear();
        }
        restoreAccounts(in);
        driftAt = in.readLong();
        items.restoreRest(in);
        values.restoreRest(in);
        popularity.restoreEvents(in.readLong());
        recent.restore(in);
        replay.restore(in);
        counted.clear();
        for (int n = in.readInt(); n > 0; n--) {
            counted.put(in.readUTF(), in.readLong());
        }
        for (DeviceTensor state : states.values()) {
            int length = in.readInt();
            if (length != state.toBytes().length) {
                throw new IOException("the state is damaged: a tensor has " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            state.setBytes(bytes);
        }
    }

    @Override
    public void close() {
        List.of(itemsIn, itemsOut, itemsBias, valueTable).forEach(EmbeddingTable::close);
        steps.values().forEach(step -> step.compiled().close());
        scope.close();
    }
}
