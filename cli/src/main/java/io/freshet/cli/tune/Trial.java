package io.freshet.cli.tune;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the slice with settings of its own.
 *
 * @param number in the order they were made; 0 is the pipeline as it stands
 * @param settings in place of the pipeline's
 * @param score the higher the better; null where the pass failed
 * @param figures of the learner at its end
 * @param failure why it failed; null where it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Trial(
        int number,
        Map<String, String> settings,
        @Nullable Double score,
        double seconds,
        Map<String, Double> figures,
        @Nullable String failure) {

    /** For comparisons: a failure is below everything. */
    double standing() {
        return score == null ? Double.NEGATIVE_INFINITY : score;
    }
}
