package io.freshet.learner.training;

import io.freshet.model.optimise.RowwiseAdagrad;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.table.EmbeddingTable;
import io.freshet.model.table.RowLayout;
import java.util.ArrayList;
import java.util.List;

/** The rows of a table that a step touches, as its program sees them: read once, and put back once where the step counts. */
final class TouchedRows {
    private final Recorder r;
    private final RowLayout layout;
    private final Tensor table; // (rows, columns)
    private final Tensor index; // (touched)
    private final Tensor before; // (touched, columns)
    private final Tensor leaf; // (touched, width)

    /**
     * @param rows how many the table has
     * @param index of those touched, each once
     */
    TouchedRows(Recorder r, EmbeddingTable.Config config, Dim rows, Tensor index) {
        this.r = r;
        this.layout = config.layout();
        this.index = index;
        this.table = r.state(config.name(), Shape.of(rows, Dim.of(layout.columns())));
        this.before = table.gatherRows(index);
        this.leaf = columns(before, 0, layout.width()).copy().leaf();
    }

    private static Tensor columns(Tensor rows, int first, int count) {
        return rows.slice(1, first, first + count);
    }

    /** What gradients are taken by: the rows as they are before the step (touched, width). */
    Tensor leaf() {
        return leaf;
    }

    /** As {@link #leaf}, of the bias (touched, 1). */
    Tensor biasLeaf() {
        return columns(before, layout.bias(), 1).copy().leaf();
    }

    /** The momentum copies before the step (touched, width). */
    Tensor momentum() {
        return columns(before, layout.momentum(), layout.width());
    }

    /** The rows and their sums before the step. */
    RowwiseAdagrad.Rows trained() {
        return new RowwiseAdagrad.Rows(leaf.detach(), before.select(1, layout.sum()));
    }

    /** The bias and its sum before the step. */
    RowwiseAdagrad.Rows bias() {
        return new RowwiseAdagrad.Rows(columns(before, layout.bias(), 1), before.select(1, layout.bias() + 1));
    }

    /** The sum of the rows' gradients that have not moved them yet (touched, width). */
    Tensor heldGradient() {
        return columns(before, layout.gradient(), layout.width());
    }

    /** As {@link #heldGradient}, of the bias (touched, 1). */
    Tensor heldBiasGradient() {
        return columns(before, layout.gradient() + layout.width(), 1);
    }

    /** Overwrites what is held of gradients: the rows', and then the bias's where there is one. */
    void hold(Tensor... gradients) {
        columns(table, layout.gradient(), layout.gradientWidth()).putRows(index, r.concat(1, gradients));
    }

    /** Overwrites the rows with what the step has made of them; nothing is held of their gradients any more. */
    void put(RowwiseAdagrad.Rows after, Tensor... beside) {
        List<Tensor> columns =
                new ArrayList<>(List.of(after.rows(), after.sums().unsqueeze(1)));
        columns.addAll(List.of(beside));
        if (layout.holdsGradient()) {
            columns.add(r.zeros(Shape.of(index.dim(0), Dim.of(layout.gradientWidth()))));
        }
        table.putRows(index, r.concat(1, columns));
    }

    /** The trained rows of the whole table as they are now: (rows, width). */
    Tensor all() {
        return columns(table, 0, layout.width());
    }

    /** The biases of the whole table as they are now: (rows). */
    Tensor allBiases() {
        return table.select(1, layout.bias());
    }

    /** The touched rows as they are now (touched, width). */
    Tensor now() {
        return all().gatherRows(index);
    }
}
