package io.freshet.model.table;

/**
 * What one row of a table holds: the trained row, the sum of squares of its gradients, and what stands beside it. It is one
 * number behind the other, so that a step which touches a row touches one place of memory, not one in each of several
 * tensors: in a large table each place is a miss of the caches and of the page table.
 *
 * @param width of the trained row
 * @param holdsGradient whether it also holds a gradient that has not moved it yet, and its bias's where it has one
 */
public record RowLayout(int width, Beside beside, boolean holdsGradient) {
    /** What a row has beside its numbers. */
    public enum Beside {
        /** A trained number and its own sum of squares. */
        BIAS,
        /** A copy of the row that follows it slowly. */
        MOMENTUM
    }

    public RowLayout(int width, Beside beside) {
        this(width, beside, false);
    }

    /** How many numbers a row has in all. */
    public int columns() {
        return width + 1 + besideWidth() + gradientWidth();
    }

    private int besideWidth() {
        return beside == Beside.MOMENTUM ? width : 2;
    }

    /** How many numbers, from the first on, training alone changes: the row, its bias where it has one, and their sums. */
    public int trained() {
        return width + 1 + (beside == Beside.BIAS ? 2 : 0);
    }

    /** Where the row's sum of squares stands. */
    public int sum() {
        return width;
    }

    /** Where the bias stands; its sum of squares is next. */
    public int bias() {
        return first(Beside.BIAS);
    }

    /** Where the momentum copy begins. */
    public int momentum() {
        return first(Beside.MOMENTUM);
    }

    /** Where the gradient that it holds begins; that of the bias is the last. */
    public int gradient() {
        return width + 1 + besideWidth();
    }

    /** How many numbers that gradient has. */
    public int gradientWidth() {
        return !holdsGradient ? 0 : beside == Beside.BIAS ? width + 1 : width;
    }

    public boolean has(Beside which) {
        return beside == which;
    }

    private int first(Beside which) {
        if (beside != which) {
            throw new IllegalStateException("a row with " + beside + " has no " + which);
        }
        return width + 1;
    }
}
