package io.freshet.learner.objective;

import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** The items that came next in a batch, as places among the candidates. */
final class NextItems {
    private final String name;

    NextItems(String objective) {
        this.name = objective;
    }

    /**
     * @param places (batch) int64; 0 where an item has no row
     * @param counted (batch): 1 where it has one, else 0
     */
    record Recorded(Tensor places, Tensor counted) {
        /** The mean over what is counted of losses of each. */
        Tensor mean(Tensor losses) {
            return losses.mul(counted).sum().div(counted.sum().clampMin(1));
        }
    }

    Recorded record(StepRecording step) {
        Recorder recorder = step.recorder();
        Dim batch = step.batchQuery().dim(0);
        return new Recorded(
                recorder.intInput(name + ".target", Shape.of(batch)),
                recorder.input(name + ".counted", Shape.of(batch)));
    }

    /** Gives them, and returns them: -1 where an item has no row. */
    int[] feed(StepFeed feed) {
        int size = feed.batch().size();
        int[] found = new int[size];
        long[] places = new long[size];
        float[] counted = new float[size];
        for (int i = 0; i < size; i++) {
            found[i] = feed.candidate(feed.batch().get(i).event().item());
            places[i] = Math.max(0, found[i]);
            counted[i] = found[i] < 0 ? 0 : 1;
        }
        feed.ints(name + ".target", places, size);
        feed.floats(name + ".counted", counted, size);
        return found;
    }
}
