package io.freshet.learner.training;

import io.freshet.learner.evaluate.LabelProbes;
import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.evaluate.ScoresByAge;
import io.freshet.learner.memory.BlendedRanking;
import io.freshet.learner.objective.Term;
import io.freshet.learner.replay.Replay;
import io.freshet.learner.replay.Replays;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.HostMemory;
import io.freshet.model.program.NativeEngine;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Program;
import io.freshet.model.program.TensorScope;
import io.freshet.model.table.KeptRows;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner: one recorded program a step over one flat parameter buffer and the tables' rows. Takes steps in turn,
 * scores what they rank, lets the guard judge them, and is saved and restored as one.
 */
public final class OnlineLearner implements Learner {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineLearner.class);
    /** Of the state; the first one had no number. */
    private static final int FORMAT = 2;

    private static final int NOTHING_SCORED = 0; // items

    private final LearnerConfig config;
    private final FeatureLayout layout;
    private final Network network;
    private final DenseUpdate dense;
    private final Map<List<Term>, Step> steps = new HashMap<>();
    private final Step whole;
    private final Device device;
    private final TensorScope scope;
    private final HostMemory memory = new HostMemory();
    private final StepStates states;
    private final Map<String, DeviceTensor> constants;

    private final Tables tables;
    private final PrequentialScores scores = new PrequentialScores();
    private final @Nullable MemoryRanks memoryRanks;
    private final LabelProbes probes;
    private final ScoresByAge byEntityAge = new ScoresByAge();
    private final ScoresByAge byItemAge = new ScoresByAge();
    private final Map<String, Long> counted = new TreeMap<>();
    private final Replay<Example> replay;
    private final LatestVectors latestItems = new LatestVectors();
    private final StepInputs inputs;
    private final Accumulation accumulation;
    private final BatchFeed feed;
    private final FreshVectors vectors;
    private final Guard guard;
    private final HealthyStates healthy;
    private final DriftWatch drift;
    private final LatelyForgotten forgotten = new LatelyForgotten();
    private final @Nullable ModelExchange exchange;
    private boolean goingBack;
    private LearnerCounters counters = new LearnerCounters(0, 0, 0);

    public OnlineLearner(LearnerConfig config, FeatureLayout layout) {
        this.config = config;
        this.layout = layout;
        this.network = Network.declare(config, layout);
        this.dense = new DenseUpdate(config.optimiser(), network.parameters());
        NativeEngine.useThreads(config.threads());
        this.device = Device.parse(config.device());
        NativeEngine.require(device);
        this.scope = new TensorScope(device);
        this.tables = new Tables(config, layout, device);
        HistoryRows histories = HistoryRows.of(tables, layout);
        this.memoryRanks = tables.memory == null ? null : new MemoryRanks(tables.memory, histories, tables);
        this.probes = new LabelProbes(config.labels());
        this.replay = Replays.create(config.replay(), config.seed(), new ExampleCodec());
        this.inputs = new StepInputs(layout, config, tables.items, tables.values, counted, scope);
        this.accumulation = new Accumulation(config);
        this.feed = new BatchFeed(config, tables, inputs, accumulation);
        int width = config.encoder().dimensions();
        this.vectors = new FreshVectors(
                width,
                tables.popularity,
                tables.memory == null || !config.memory().published()
                        ? null
                        : new FreshMemories(tables.memory, histories, tables.names));
        this.states = new StepStates(config, network.parameters(), dense, scope);
        this.guard = new Guard(
                config.guard(), config.optimiser().clipNorm(), new Sameness(layout), width, length(parameterValues()));
        this.healthy = new HealthyStates(
                config.guard().snapshotSteps(),
                config.guard().enabled() && !config.sync().enabled()
                        ? config.guard().snapshotLimit()
                        : 0);
        this.drift = new DriftWatch(config.drift(), layout);
        this.constants = dense.constants(scope);
        this.whole = step(network.terms());
        this.exchange = config.sync().enabled() ? newExchange() : null;
    }

    /** A step with some of the objectives, ready to run; with none it embeds alone. */
    private record Step(List<Term> terms, Program program, CompiledProgram compiled, List<String> reported) {}

    private Step step(List<Term> chosen) {
        return steps.computeIfAbsent(List.copyOf(chosen), due -> {
            StepProgram step = new StepProgram(config, network, dense, due);
            Program program = step.record();
            states.add(step.objectiveStates());
            return new Step(due, program, program.load(device), step.metrics());
        });
    }

    /** The step with the objectives whose turn it is; with all of them where it is nobody's. */
    private Step next() {
        List<Term> due = network.terms().stream()
                .filter(term -> counters.steps() % term.every() == 0)
                .toList();
        return due.isEmpty() ? whole : step(due);
    }

    private static double length(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** The program of a step with every objective, for people to read. */
    public Program program() {
        return whole.program();
    }

    /** Where each parameter stands in the state {@code parameters}. */
    public ParameterLayout parameters() {
        return network.parameters();
    }

    /** The numbers of the state {@code parameters}, as they are now. */
    public float[] parameterValues() {
        return states.get(Update.PARAMETERS).floats();
    }

    /** How the events so far were ranked before they were learnt from. */
    public PrequentialScores scores() {
        return scores;
    }

    /** The same events, ranked by the embeddings and the memory together; null without a memory. */
    public @Nullable PrequentialScores scoresWithMemory() {
        return memoryRanks == null ? null : memoryRanks.scores();
    }

    /** A tensor of the learner's state by its name. */
    DeviceTensor state(String name) {
        return states.get(name);
    }

    /** What each item is found by, by the item's hash. */
    Map<Long, float[]> itemRows() {
        return tables.itemRows();
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
        return ofClean(all, this::train);
    }

    @Override
    public StepResult embed(List<Example> all) {
        return ofClean(all, batch -> {
            StepBatch prepared = tables.admit(batch, batch, eventsOfAll(), NOTHING_SCORED);
            return step(step(List.of()), prepared, batch, this::embedded);
        });
    }

    private StepResult ofClean(List<Example> all, Function<List<Example>, StepResult> take) {
        Guard.Admitted clean = guard.admit(all);
        List<Example> batch = clean.examples();
        if (batch.isEmpty() || guard.holdsBack(batch)) {
            return skipped(Map.of(), clean.quarantined());
        }
        return take.apply(batch).with(clean.quarantined());
    }

    private StepResult train(List<Example> batch) {
        healthy.keepIfDue(counters.steps(), this::save);
        forgotten.trim(healthy.oldestStep());
        // before the batch, so that what is published comes from the newest parameters
        for (int i = 0; i < config.replay().extraUpdates(); i++) {
            rehearse(replay.sample(batch.size()));
        }
        List<Example> mixed = withReplay(batch);
        StepBatch prepared = tables.admit(batch, mixed, eventsOfAll(), config.scoreItems());
        return step(next(), prepared, mixed, this::learnt);
    }

    /** A step on replayed rows alone. It teaches and does nothing else: no scores, no counts, nothing to publish. */
    private void rehearse(List<Example> rows) {
        if (!rows.isEmpty()) {
            step(next(), StepBatch.ofReplay(rows, tables.items), rows, this::rehearsed);
        }
    }

    /** What is done with a step's outputs. */
    @FunctionalInterface
    private interface Ending {
        StepResult of(StepBatch batch, Step step, Outputs outputs);
    }

    private StepResult step(Step step, StepBatch batch, List<Example> mixed, Ending ending) {
        try (TensorScope stepScope = new TensorScope(device, memory)) {
            Map<String, DeviceTensor> arguments = new HashMap<>(constants);
            states.addTo(arguments);
            tables.addTo(arguments);
            inputs.begin(batch.examples, mixed, counters.steps(), arguments, stepScope);
            feed.feed(batch, step.terms(), moment());
            if (memoryRanks != null) {
                memoryRanks.feed(batch, inputs);
            }
            if (exchange != null) {
                exchange.begin(Tables.touched(inputs));
            }
            try (Outputs outputs = step.compiled().run(arguments)) {
                return ending.of(batch, step, outputs);
            }
        }
    }

    private BatchFeed.Moment moment() {
        return new BatchFeed.Moment(counters, drift.answeredAt(), drift.boost(counters.events()));
    }

    private List<Example> withReplay(List<Example> batch) {
        List<Example> mixed = new ArrayList<>(batch);
        mixed.addAll(replay.sample(config.replay().rowsFor(batch.size())));
        return mixed;
    }

    /** Gives items rows before any event has them, such as those of a catalogue that is known. */
    public void admit(long[] catalogue) {
        tables.admit(catalogue, counters.events());
    }

    @Override
    public @Nullable Exchange exchange() {
        return exchange;
    }

    private ModelExchange newExchange() {
        return new ModelExchange(config.sync(), new Exchanged(), tables.deltas(), BlendedRanking.REACH);
    }

    @Override
    public Exchange listener() {
        return newExchange();
    }

    @Override
    public void forgetScores() {
        try {
            restoreScores(new PrequentialScores(), new ScoresByAge());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    private void restoreScores(PrequentialScores none, ScoresByAge noAges) throws IOException {
        scores.restore(saved(none::save));
        byEntityAge.restore(saved(noAges::save));
        byItemAge.restore(saved(noAges::save));
        probes.restore(saved(new LabelProbes(config.labels())::save));
        if (memoryRanks != null) {
            memoryRanks.forgetAccounts();
        }
    }

    private static DataInput saved(HealthyStates.Saved state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.save(new DataOutputStream(bytes));
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private final class Exchanged implements ModelExchange.Model {
        @Override
        public float[] parameters() {
            return parameterValues();
        }

        @Override
        public void setParameters(float[] numbers) {
            states.get(Update.PARAMETERS).set(numbers);
        }

        @Override
        public void count(List<Example> events) {
            StepBatch batch = tables.admit(events, events, eventsOfAll(), 0);
            tables.count(batch.itemRows);
            if (memoryRanks != null) {
                memoryRanks.count(batch);
            }
            tables.describe(batch, tables.found(batch.lastEvents().keySet()));
        }
    }

    /** Events that any trainer has taken in. */
    private long eventsOfAll() {
        return counters.events() + (exchange == null ? 0 : exchange.taken());
    }

    /** Tells that the stream has changed: rates rise, replay and popularity forget, as the policy says. */
    public void drifted() {
        drift.answered(counters.events());
        answerDrift();
    }

    private void answerDrift() {
        DriftConfig.Policy policy = config.drift().policy();
        if (policy.forgetReplay()) {
            replay.forget();
        }
        tables.popularity.age(policy.popularityHalfLives());
    }

    @Override
    public Map<String, Long> forget(String entity, List<EventFeatures> history) {
        forgotten.add(entity, counters.steps(), history);
        return forgetInState(entity, history);
    }

    private Map<String, Long> forgetInState(String entity, List<EventFeatures> history) {
        Map<String, Long> removed = new TreeMap<>();
        removed.put(
                "replay-rows", (long) replay.forget(example -> example.entity().equals(entity)));
        removed.put("queue-keys", (long) states.forget(entity));
        if (memoryRanks != null) {
            removed.put("memory-counts", (long) memoryRanks.forget(history));
        }
        return removed;
    }

    private StepResult learnt(StepBatch batch, Step run, Outputs outputs) {
        if (outputs.scalar("finite") == 0) {
            return notFinite(batch, run, outputs);
        }
        LearnerCounters before = counters;
        stepped(batch.events);
        return taken(batch, run, outputs, before, fresh -> guard.check(outputs.scalar("gradient-norm"), fresh));
    }

    private StepResult embedded(StepBatch batch, Step run, Outputs outputs) {
        LearnerCounters before = counters;
        if (exchange != null) {
            exchange.stepped(); // it moves nothing, but others count its events
        }
        counters = counters.embedded(batch.events);
        return taken(batch, run, outputs, before, guard::checkFresh);
    }

    /**
     * Accounts for a batch and gives what it made fresh.
     *
     * @param before the counters before it
     * @param check says what is wrong with what it gave
     */
    private StepResult taken(
            StepBatch batch,
            Step run,
            Outputs outputs,
            LearnerCounters before,
            Function<Guard.StepFigures, @Nullable Trip> check) {
        int[] ranks = ranks(batch, outputs);
        if (memoryRanks != null) {
            memoryRanks.rank(batch, outputs, ranks);
        }
        boolean drifted = false;
        for (int i = 0; i < ranks.length; i++) {
            Boolean hit = null;
            if (batch.isScored(i)) {
                int rank = ranks[i];
                scores.add(rank);
                byEntityAge.add(batch.before.get(i).size(), rank);
                byItemAge.add(tables.popularity.count(batch.itemRows[i]), rank);
                hit = rank <= PrequentialScores.K;
                guard.scored(hit);
            }
            drifted |= drift.add(before.events() + i + 1, batch.examples.get(i).event(), hit);
        }
        if (drifted) {
            answerDrift();
        }
        tables.count(batch.itemRows);
        float[] queries = outputs.get("entities").floats();
        Map<Integer, EmbeddedVector> entities = vectors.entities(batch, outputs, queries);
        List<EmbeddedVector> items = vectors.items(batch, outputs);
        List<EmbeddedVector> embeddings = new ArrayList<>(entities.values());
        embeddings.addAll(items);
        Trip trip = check.apply(figures(outputs, batch.examples, entities, embeddings));
        if (trip != null) {
            return tripped(batch, run, outputs, trip, before);
        }
        tables.describe(batch, outputs.get("items").floats());
        if (exchange != null) {
            exchange.learnt(batch.examples);
        }
        int width = config.encoder().dimensions();
        items.forEach(item -> latestItems.add(item.vector(), width));
        for (int i = 0; i < batch.examples.size(); i++) {
            Example example = batch.examples.get(i);
            float[] query = Arrays.copyOfRange(queries, i * width, (i + 1) * width);
            probes.observe(query, example.label());
            replay.add(example, query);
        }
        return new StepResult(
                counters.steps(), false, embeddings, metrics(run, outputs), tables.withdrawn(), List.of());
    }

    /** Each example: its item's rank. */
    private static int[] ranks(StepBatch batch, Outputs outputs) {
        float[] ranks = outputs.get("ranks").floats();
        int[] whole = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            // a score that is no number counts against the model
            whole[i] = ranks[i] >= 1 ? (int) ranks[i] : batch.seenBefore[i];
        }
        return whole;
    }

    private StepResult rehearsed(StepBatch batch, Step run, Outputs outputs) {
        if (outputs.scalar("finite") == 0) {
            return notFinite(batch, run, outputs);
        }
        LearnerCounters before = counters;
        stepped(batch.events);
        Trip trip = guard.checkSize(outputs.scalar("gradient-norm"), figures(outputs, List.of(), Map.of(), List.of()));
        return trip == null
                ? new StepResult(counters.steps(), false, List.of(), Map.of(), List.of())
                : tripped(batch, run, outputs, trip, before);
    }

    private StepResult notFinite(StepBatch batch, Step run, Outputs outputs) {
        return tripped(batch, run, outputs, guard.notFinite(counters.steps() + 1), counters);
    }

    private Guard.StepFigures figures(
            Outputs outputs,
            List<Example> examples,
            Map<Integer, EmbeddedVector> entities,
            List<EmbeddedVector> embeddings) {
        return new Guard.StepFigures(
                counters.steps(), outputs.scalar("parameter-norm"), examples, entities, embeddings);
    }

    /** Nothing of the step gets out, and a model that it has touched goes back to where it was healthy. */
    private StepResult tripped(StepBatch batch, Step run, Outputs outputs, Trip trip, LearnerCounters before) {
        counters = before;
        if (trip.hasTouchedTheModel()) {
            goBack(trip);
        } else {
            LOG.warn("Step {} is left out: {}", counters.steps() + 1, trip.sentence());
            tables.count(batch.itemRows);
            if (memoryRanks != null) {
                memoryRanks.leaveOut(batch);
            }
        }
        guard.tripped(trip, batch.events);
        List<Quarantined> quarantined = batch.examples.stream()
                .limit(batch.events) // those of a rehearsal have been learnt before
                .map(example -> Quarantined.of(example, trip))
                .toList();
        return skipped(metrics(run, outputs), quarantined);
    }

    private StepResult skipped(Map<String, Double> metrics, List<Quarantined> quarantined) {
        counters = counters.skipped();
        return new StepResult(counters.steps(), true, List.of(), metrics, quarantined);
    }

    // what was learnt since is lost, but what is counted goes on: no event is taken in twice
    private void goBack(Trip trip) {
        HealthyStates.State state = healthy.last(trip.trustedUntil());
        if (state == null) {
            // the last checkpoint may help
            throw new IllegalStateException("the model is not healthy because " + trip.sentence()
                    + ", and none is kept in memory: it is too large (learner.guard.snapshot-limit), or other trainers"
                    + " have it too");
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
            forgotten.knownAt(state.step(), this::forgetInState);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            goingBack = false;
        }
        latestItems.clear();
    }

    /** A finite step has changed rows and, where it was its turn, parameters. */
    private void stepped(int events) {
        accumulation.stepped(inputs, events, tables);
        inputs.commitCounts();
        if (exchange != null) {
            exchange.stepped();
        }
        counters = counters.stepped(events);
    }

    private Map<String, Double> metrics(Step run, Outputs outputs) {
        Map<String, Double> metrics = new TreeMap<>();
        if (!run.terms().isEmpty()) {
            metrics.put("training.loss", outputs.scalar("loss"));
            metrics.put("training.gradient-norm", outputs.scalar("gradient-norm"));
        }
        for (Term term : run.terms()) {
            metrics.put("training.loss." + term.name(), outputs.scalar("loss." + term.name()));
        }
        run.reported().forEach(name -> metrics.put(name, outputs.scalar("metric." + name)));
        metrics.put("training.prior-weight", outputs.scalar("prior-weight"));
        metrics.put("training.rows", (double) tables.live());
        return metrics;
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("prequential.scored", (double) scores.scored());
        scores.figures().forEach((name, value) -> figures.put("prequential." + name, value));
        if (memoryRanks != null) {
            figures.putAll(memoryRanks.figures());
        }
        probes.figures().forEach((name, value) -> figures.put("probes." + name, value));
        byEntityAge.figures().forEach((name, value) -> figures.put("age.entity." + name, value));
        byItemAge.figures().forEach((name, value) -> figures.put("age.item." + name, value));
        latestItems.figures().forEach((name, value) -> figures.put("space." + name, value));
        guard.figures().forEach((name, value) -> figures.put("guard." + name, value));
        drift.figures().forEach((name, value) -> figures.put("drift." + name, value));
        if (exchange != null) {
            exchange.figures().forEach((name, value) -> figures.put("sync." + name, value));
        }
        tables.items.statistics().figures().forEach((name, value) -> figures.put("table.items." + name, value));
        tables.values.statistics().figures().forEach((name, value) -> figures.put("table.values." + name, value));
        return figures;
    }

    @Override
    public LearnerCounters counters() {
        return counters;
    }

    @Override
    public List<KeptRows> rows() {
        List<KeptRows> rows = new ArrayList<>(tables.states());
        rows.addAll(replay.rows());
        return rows;
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        if (exchange != null) {
            exchange.settle();
        }
        out.writeInt(FORMAT);
        out.writeUTF(whole.program().fingerprint());
        saveAccounts(out);
        tables.saveRest(out);
        replay.saveRest(out);
        out.writeInt(counted.size());
        for (Map.Entry<String, Long> entry : counted.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue());
        }
        accumulation.save(out);
        states.save(out);
    }

    // what is known of the stream and of this run, and not of the model
    private void saveAccounts(DataOutput out) throws IOException {
        out.writeLong(counters.examples());
        out.writeLong(counters.steps());
        out.writeLong(counters.skippedSteps());
        out.writeLong(counters.shed());
        scores.save(out);
        probes.save(out);
        byEntityAge.save(out);
        byItemAge.save(out);
        if (memoryRanks != null) {
            memoryRanks.saveAccounts(out);
        }
        guard.save(out);
        drift.save(out);
    }

    private void restoreAccounts(DataInput in) throws IOException {
        counters = new LearnerCounters(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        scores.restore(in);
        probes.restore(in);
        byEntityAge.restore(in);
        byItemAge.restore(in);
        if (memoryRanks != null) {
            memoryRanks.restoreAccounts(in);
        }
        guard.restore(in);
        drift.restore(in);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        if (in.readInt() != FORMAT) {
            throw new IOException("the state is of another version of the learner: start anew");
        }
        if (!in.readUTF().equals(whole.program().fingerprint())) {
            throw new IOException("the state is of a learner with other settings: restore it with the settings it was"
                    + " saved with, or start anew");
        }
        if (!goingBack) {
            healthy.clear();
            forgotten.clear();
        }
        restoreAccounts(in);
        tables.restoreRest(in);
        replay.restoreRest(in);
        counted.clear();
        for (int n = in.readInt(); n > 0; n--) {
            counted.put(in.readUTF(), in.readLong());
        }
        accumulation.restore(in);
        states.restore(in);
    }

    @Override
    public void close() {
        tables.close();
        steps.values().forEach(step -> step.compiled().close());
        scope.close();
    }
}
