package io.freshet.bench.sorted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A labelled data set with a test split of its own. */
record LabelledRows(List<LabelledRow> train, List<LabelledRow> test) {

    /** Reads a data set of a directory. */
    @FunctionalInterface
    interface Reader {
        LabelledRows read(Path directory) throws IOException;
    }

    /** So many rows of each at most, drawn by a seed; the training rows are in random order then. */
    LabelledRows slice(int mostTrain, int mostTest, long seed) {
        return new LabelledRows(drawn(train, mostTrain, seed), drawn(test, mostTest, seed));
    }

    static float[][] numbers(List<LabelledRow> rows) {
        return rows.stream().map(LabelledRow::numbers).toArray(float[][]::new);
    }

    static int[] labels(List<LabelledRow> rows) {
        return rows.stream().mapToInt(LabelledRow::label).toArray();
    }

    private static List<LabelledRow> drawn(List<LabelledRow> rows, int most, long seed) {
        List<LabelledRow> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(most, shuffled.size())));
    }

    /** The training rows class after class; within a class they stay in their order. */
    List<LabelledRow> sorted() {
        return train.stream()
                .sorted(Comparator.comparingInt(LabelledRow::label))
                .toList();
    }
}
