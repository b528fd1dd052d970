package io.freshet.bench.step;

import io.freshet.learner.objective.InfoNce;
import io.freshet.model.encoder.HistoryEncoder;
import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.encoder.Tokens;
import io.freshet.model.encoder.Transformer;
import io.freshet.model.nn.Linear;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.optimise.AdamW;
import io.freshet.model.optimise.GradientClip;
import io.freshet.model.optimise.MomentumCopy;
import io.freshet.model.optimise.RowwiseAdagrad;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;

/** A transformer over histories with momentum contrast, composed of the learner's own parts. */
final class StepModel {
    static final double TEMPERATURE = .2;
    static final double MOMENTUM = .99;
    static final double CLIP_NORM = 10;
    static final double DENSE_RATE = 2e-3;
    static final double ROW_RATE = .1;
    static final double ROW_EPSILON = 1e-3;

    private final StepSize size;
    private final HistoryEncoder encoder;
    private final Linear hidden;
    private final Linear out;
    private final ParameterLayout layout;

    StepModel(StepSize size) {
        this.size = size;
        ParameterLayout.Builder builder = ParameterLayout.builder();
        encoder = new Transformer.Config(size.width(), size.layers(), size.heads(), size.feedForward(), 0)
                .declare(builder, size.length());
        hidden = new Linear(builder.at("head.0"), size.width(), size.width());
        out = new Linear(builder.at("head.2"), size.width(), size.projection());
        layout = builder.build();
    }

    ParameterLayout layout() {
        return layout;
    }

    /** The whole step. */
    Program step() {
        Recording recording = new Recording("step");
        recording.update();
        return recording.r.program();
    }

    /** Loss and gradients alone, to compare. */
    Program gradients() {
        Recording recording = new Recording("gradients");
        recording.r.output("gradient", recording.gradients.get(0));
        recording.r.output("row-gradient", recording.gradients.get(1));
        return recording.r.program();
    }

    private final class Recording {
        final Recorder r;
        final Tensor flat;
        final Tensor targetFlat;
        final AdamW.State moments;
        final Tensor table;
        final Tensor sums;
        final Tensor momentum;
        final Tensor queue;
        final Tensor owners;
        final Tensor index;
        final Tensor rows;
        final Tensor caughtUp;
        final Tensor key;
        final Tensor entities;
        final Tensor slots;
        final List<Tensor> gradients;

        Recording(String name) {
            r = new Recorder(name, DType.FLOAT32);
            Shape flatShape = Shape.of(layout.size());
            flat = r.state("parameters", flatShape);
            targetFlat = r.state("parameters.momentum", flatShape);
            moments = AdamW.State.declare(r, "parameters.adam", flatShape);
            table = r.state("table", Shape.of(size.rows(), size.width()));
            sums = r.state("table.sums", Shape.of(size.rows()));
            momentum = r.state("table.momentum", Shape.of(size.rows(), size.width()));
            queue = r.state("queue", Shape.of(size.queue(), size.projection()));
            owners = r.intState("owners", Shape.of(size.queue()));
            index = r.intInput("rows", Shape.of(Dim.named("touched")));
            Tensor stale = r.input("stale", Shape.of(index.dim(0)));
            Dim batch = Dim.of(size.batch());
            HistoryTensors first = HistoryTensors.declare(r, "query", batch, size.length());
            HistoryTensors second = HistoryTensors.declare(r, "key", batch, size.length());
            entities = r.intInput("entities", Shape.of(batch));
            slots = r.intInput("slots", Shape.of(batch));

            Tensor leaf = flat.leaf();
            rows = table.gatherRows(index).leaf();
            Tensor query = encoded(new Parameters(layout, leaf), first, rows);
            Tensor left = stale.exponentOf(MOMENTUM).unsqueeze(1);
            caughtUp = rows.detach().lerp(momentum.gatherRows(index), left);
            key = encoded(new Parameters(layout, targetFlat), second, caughtUp).detach();
            Tensor blocked = owners.unsqueeze(0).eq(entities.unsqueeze(1));
            Tensor loss = InfoNce.amongConstants(r, query.div(TEMPERATURE), key, queue, blocked)
                    .mean();
            r.output("loss", loss);
            gradients = r.gradient(loss, List.of(leaf, rows));
        }

        private Tensor encoded(Parameters parameters, HistoryTensors histories, Tensor encodedRows) {
            Tensor newest = encoder.query(r, parameters, new Tokens(histories, encodedRows));
            return out.apply(parameters, hidden.apply(parameters, newest).relu())
                    .l2Normalise();
        }

        void update() {
            Tensor scale = GradientClip.factor(GradientClip.globalNorm(gradients), CLIP_NORM);
            new AdamW(.9, .999, 1e-8, 0).record(flat, gradients.get(0).mul(scale), moments, r.scalar(DENSE_RATE));
            RowwiseAdagrad.Rows before = new RowwiseAdagrad.Rows(rows.detach(), sums.gatherRows(index));
            RowwiseAdagrad.Rows moved =
                    new RowwiseAdagrad(ROW_EPSILON, 0).record(before, gradients.get(1), r.scalar(ROW_RATE), scale);
            table.putRows(index, moved.rows());
            sums.putRows(index, moved.sums());
            MomentumCopy.record(targetFlat, flat, MOMENTUM);
            momentum.putRows(index, moved.rows().lerp(caughtUp, MOMENTUM));
            queue.putRows(slots, key);
            owners.putRows(slots, entities);
        }
    }
}
