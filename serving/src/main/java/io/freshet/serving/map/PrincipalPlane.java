package io.freshet.serving.map;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The plane along which vectors differ most, found by power iteration: where a map begins. */
final class PrincipalPlane {
    private static final int ITERATIONS = 12;
    private static final float HALF_WIDTH = 10;

    private PrincipalPlane() {}

    /** Positions within about ±10 on the plane of the two first principal components. */
    static float[][] project(float[][] vectors, long seed) {
        float[] mean = mean(vectors);
        float[] first = component(vectors, mean, null, seed);
        float[] second = component(vectors, mean, first, seed + 1);
        float[][] positions = new float[vectors.length][2];
        float widest = 1e-9f;
        for (int i = 0; i < vectors.length; i++) {
            positions[i][0] = centredDot(vectors[i], mean, first);
            positions[i][1] = centredDot(vectors[i], mean, second);
            widest = Math.max(widest, Math.max(Math.abs(positions[i][0]), Math.abs(positions[i][1])));
        }
        for (float[] position : positions) {
            position[0] *= HALF_WIDTH / widest;
            position[1] *= HALF_WIDTH / widest;
        }
        return positions;
    }

    private static float[] mean(float[][] vectors) {
        float[] mean = new float[vectors[0].length];
        for (float[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d] / vectors.length;
            }
        }
        return mean;
    }

    private static float[] component(float[][] vectors, float[] mean, float @Nullable [] other, long seed) {
        Random random = new Random(seed);
        float[] direction = new float[mean.length];
        for (int d = 0; d < direction.length; d++) {
            direction[d] = (float) random.nextGaussian();
        }
        for (int i = 0; i < ITERATIONS; i++) {
            float[] next = new float[direction.length];
            for (float[] vector : vectors) {
                float along = centredDot(vector, mean, direction);
                for (int d = 0; d < next.length; d++) {
                    next[d] += along * (vector[d] - mean[d]);
                }
            }
            if (other != null) {
                float shared = dot(next, other);
                for (int d = 0; d < next.length; d++) {
                    next[d] -= shared * other[d];
                }
            }
            float length = (float) Math.sqrt(dot(next, next));
            if (length == 0) {
                break; // all vectors are the same
            }
            for (int d = 0; d < next.length; d++) {
                direction[d] = next[d] / length;
            }
        }
        return direction;
    }

    private static float centredDot(float[] vector, float[] mean, float[] direction) {
        float sum = 0;
        for (int d = 0; d < direction.length; d++) {
            sum += (vector[d] - mean[d]) * direction[d];
        }
        return sum;
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
