package io.freshet.learner.training;

import io.freshet.learner.objective.StepRecording;
import io.freshet.learner.objective.Term;
import io.freshet.model.encoder.EventEncoder;
import io.freshet.model.encoder.EventTensors;
import io.freshet.model.encoder.HistoryEncoder;
import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.encoder.Revisits;
import io.freshet.model.encoder.Tokens;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.Parameters;
import io.freshet.model.optimise.GradientClip;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the whole of a step as one program: gather, encode, score the batch, losses, gradients, clip,
 * update dense parameters and touched rows, move momentum copies, and embed what the batch touched.
 *
 * <p>Names of arguments are those of the fields in {@link StepInputs} and of the tables.
 */
final class StepProgram {
    static final String DRAWS = "draws.seed";

    private final LearnerConfig config;
    private final Network network;
    private final DenseUpdate dense;
    private final List<Term> terms;
    private final List<String> metrics = new ArrayList<>();
    private final Map<String, FirstState> objectiveStates = new LinkedHashMap<>();

    /** @param terms those of the network's objectives that take part; of none, nothing is learnt */
    StepProgram(LearnerConfig config, Network network, DenseUpdate dense, List<Term> terms) {
        this.config = config;
        this.network = network;
        this.dense = dense;
        this.terms = terms;
    }

    Program record() {
        return new Recording().record();
    }

    private final class Recording implements StepRecording {
        private final Recorder r = new Recorder("train-step", DType.FLOAT32);

        private final Update update = new Update(r, config, network.parameters(), dense);

        private final Dim batch = Dim.named("batch");
        private final Tensor inIndex = r.intInput("in.rows", Shape.of(Dim.named("in_touched")));
        private final Tensor inStale = r.input("in.stale", Shape.of(inIndex.dim(0)));
        private final Tensor outIndex = r.intInput("out.rows", Shape.of(Dim.named("out_touched")));
        private final Tensor outCorrection = r.input("out.correction", Shape.of(outIndex.dim(0)));
        private final Tensor outPopularity = r.input("out.popularity", Shape.of(outIndex.dim(0)));
        private final Tensor queued = r.boolInput("out.queued", Shape.of(Dim.named("queued")));
        private final Tensor valueIndex = r.intInput("values.rows", Shape.of(Dim.named("values_touched")));
        private final Tensor valueStale = r.input("values.stale", Shape.of(valueIndex.dim(0)));

        private final EventEncoder events = network.events();
        private final HistoryEncoder encoder = network.encoder();
        private final HistoryEncoder training = encoder.training();
        private final List<Runnable> afterUpdate = new ArrayList<>();
        private final Tensor known = r.input("batch.known", Shape.of(batch, Dim.of(1)));
        private final HistoryTensors before = histories("before", batch);
        private final EventTensors eventTensors = events.declareInputs(r);
        private final Parameters online;
        private final Parameters target;
        private final MomentumRows in;
        private final TouchedRows out;
        private final Tensor bias;
        private final MomentumRows values;
        private final Tensor parameterLeaf;
        private final Tensor prior;
        private final Tensor batchPrior;
        private final Tensor encoded;
        private final Tensor batchQuery;
        private @Nullable Tensor targetEncoded;

        Recording() {
            if (drawsWhileTraining()) {
                r.seedDraws(r.intInput(DRAWS, Shape.scalar()));
            }
            parameterLeaf = update.flat().leaf();
            online = parameters(parameterLeaf);
            target = parameters(update.targetFlat());
            Dim items = Dim.named("item_rows");
            in = followed(new TouchedRows(r, Tables.itemsIn(config), items, inIndex), inStale);
            out = new TouchedRows(r, Tables.itemsOut(config), items, outIndex);
            bias = out.biasLeaf();
            values = followed(
                    new TouchedRows(r, Tables.values(config), Dim.named("value_rows"), valueIndex), valueStale);
            Tensor corrected = bias.select(1, 0).add(outCorrection);
            prior = corrected.add(outPopularity.mul(network.priorWeight(online)));
            batchPrior = ofKnown(network.priorWeight(online).unsqueeze(0))
                    .mul(outPopularity)
                    .add(corrected); // (batch, candidates)
            encoded = events.encode(
                    r, online, eventTensors, in.rows().leaf(), values.rows().leaf());
            batchQuery = ofKnown(withRevisits(query(before), online, before));
        }

        private Parameters parameters(Tensor flat) {
            return new Parameters(network.parameters(), flat, config.precision().products());
        }

        private MomentumRows followed(TouchedRows rows, Tensor stale) {
            return new MomentumRows(rows, stale, config.momentum().base());
        }

        // an item's first event says nothing of what makes one choose it, and nobody is asked for it: only the row and
        // the bias of the item learn from it
        private Tensor ofKnown(Tensor ofEvent) {
            return ofEvent.mul(known).add(ofEvent.detach().mul(known.subtractedFrom(1)));
        }

        private Tensor withRevisits(Tensor query, Parameters parameters, HistoryTensors histories) {
            Revisits revisits = network.revisits();
            if (revisits == null) {
                return query;
            }
            Tensor own = out.all().gatherRows(inIndex).gatherRowsPadded(eventTensors.items()); // (events, dimensions)
            return query.add(revisits.query(r, parameters, new Tokens(histories, own)));
        }

        private boolean drawsWhileTraining() {
            return training != encoder;
        }

        Program record() {
            r.output("ranks", Ranks.record(r, scoringQuery(), out, network.priorWeight(online), config.hasMemory()));
            if (!terms.isEmpty()) {
                train();
            }
            r.output("parameter-norm", update.flat().norm());
            embed();
            return r.program();
        }

        private void train() {
            List<Tensor> losses = new ArrayList<>();
            for (Term term : terms) {
                Tensor loss = term.objective().record(this);
                r.output("loss." + term.name(), loss);
                losses.add(loss.mul(term.weight()));
            }
            Tensor loss = losses.stream().reduce(Tensor::add).orElseThrow();
            List<Tensor> gradients = r.gradient(
                    loss,
                    List.of(
                            parameterLeaf,
                            in.rows().leaf(),
                            out.leaf(),
                            bias,
                            values.rows().leaf()));
            Tensor norm = GradientClip.globalNorm(gradients);
            Tensor finite = loss.isFinite().and(norm.isFinite());
            r.output("loss", loss);
            r.output("gradient-norm", norm);
            r.output("finite", finite);
            r.when(finite, () -> {
                update.record(new Update.Rows(in, out, values), gradients, norm);
                afterUpdate.forEach(Runnable::run);
            });
        }

        private Tensor scoringQuery() {
            return drawsWhileTraining()
                    ? withRevisits(encoder.query(r, online, new Tokens(before, encoded)), online, before)
                    : batchQuery;
        }

        // by what the step has learnt
        private void embed() {
            HistoryTensors after = histories("after", batch);
            Tensor item = r.intInput("embed.items", Shape.of(Dim.named("embedded_items")));
            Parameters updated = parameters(update.flat());
            Tensor encodedNow = events.encode(
                    r, updated, eventTensors, in.rows().now(), values.rows().now());
            Tensor query = encoder.query(r, updated, new Tokens(after, encodedNow));
            r.output("entities", withRevisits(query, updated, after));
            r.output("items", out.all().gatherRows(item));
            r.output("items.bias", out.allBiases().gatherRows(item));
            r.output("prior-weight", network.priorWeight(updated).select(0, 0));
        }

        @Override
        public Recorder recorder() {
            return r;
        }

        @Override
        public Parameters online() {
            return online;
        }

        @Override
        public Parameters target() {
            return target;
        }

        @Override
        public HistoryTensors histories(String name, Dim count) {
            return HistoryTensors.declare(r, name, count, config.historyLength());
        }

        @Override
        public Tensor query(HistoryTensors histories) {
            return training.query(r, online, new Tokens(histories, encoded));
        }

        @Override
        public Tensor targetQuery(HistoryTensors histories) {
            if (targetEncoded == null) {
                targetEncoded = events.encode(r, target, eventTensors, in.caughtUp(), values.caughtUp());
            }
            return encoder.query(r, target, new Tokens(histories, targetEncoded))
                    .detach();
        }

        @Override
        public Tensor filled(HistoryTensors histories, Tensor history, Tensor age) {
            return training.filled(r, online, new Tokens(histories, encoded), history, age);
        }

        @Override
        public void metric(String name, Tensor scalar) {
            if (!metrics.contains(name)) {
                r.output("metric." + name, scalar);
                metrics.add(name);
            }
        }

        @Override
        public Tensor batchPrior() {
            return batchPrior;
        }

        @Override
        public Tensor batchQuery() {
            return batchQuery;
        }

        @Override
        public Candidates candidates() {
            return new Candidates(queued.dim(0), out.leaf(), prior, outCorrection, outPopularity);
        }

        @Override
        public Tensor state(String name, Shape shape) {
            return state(name, DType.FLOAT32, shape);
        }

        @Override
        public Tensor state(String name, DType type, Shape shape) {
            return state(name, new FirstState(type, shape, Init.zeros()));
        }

        @Override
        public Tensor state(String name, Shape shape, Init first) {
            return state(name, new FirstState(DType.FLOAT32, shape, first));
        }

        private Tensor state(String name, FirstState first) {
            objectiveStates.put(name, first);
            return r.state(name, first.type(), first.shape());
        }

        @Override
        public void afterUpdate(Runnable changes) {
            afterUpdate.add(changes);
        }
    }

    /** What objectives report beside their losses; each is an output {@code metric.<name>}. */
    List<String> metrics() {
        return metrics;
    }

    /** The states that objectives own, known once the program is recorded. */
    Map<String, FirstState> objectiveStates() {
        return objectiveStates;
    }
}
