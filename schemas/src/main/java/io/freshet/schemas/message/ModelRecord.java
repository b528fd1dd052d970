package io.freshet.schemas.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of the model.
 *
 * @param location of its snapshot, a URI
 * @param sha256 of the snapshot, hexadecimal
 * @param dimensions of a vector, the prior's included
 * @param transform from the space before, where this version begins a new one
 */
public record ModelRecord(
        String name,
        long version,
        String location,
        String sha256,
        long step,
        String space,
        int dimensions,
        Map<String, Double> scores,
        @Nullable Transform transform,
        long timeMs) {

    /** A linear map: {@code new = old x matrix}, row-major, (dimensions, dimensions). */
    public record Transform(String fromSpace, int dimensions, float[] matrix) {

        /** Whether the matrix is square, of these dimensions, and all of it finite. */
        public boolean isFit() {
            if (dimensions < 1 || (long) dimensions * dimensions != matrix.length) {
                return false;
            }
            for (float value : matrix) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
            return true;
        }
    }
}
