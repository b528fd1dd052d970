package io.freshet.learner.evaluate;

/** One row of {@link PairCounts}: column to count. */
sealed interface PairRow permits SparseRow, DenseRow {

    /** How many columns have a count. */
    int size();

    float count(int column);

    /** This row, or the one that takes its place, with a column's count raised. */
    PairRow with(int column, float amount, int items);

    /** Adds each count times a weight to its column's score. */
    void addTo(Scoreboard scores, float weight);

    /** The row of the counts that are greater. */
    PairRow above(float threshold);

    void forEach(Visitor visitor);

    /** Takes one column's count. */
    interface Visitor {
        void visit(int column, float count);
    }
}
