package io.freshet.serving.index;

/** Arithmetic on single vectors. */
final class Vectors {

    private Vectors() {}

    static float dot(float[] a, float[] b, int dimensions) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += (double) a[d] * b[d];
        }
        return (float) sum;
    }

    /** One over the length of the first {@code dimensions}; 0 for the zero vector, whose cosine to anything is then 0. */
    static float inverseNorm(float[] vector, int dimensions) {
        double squares = 0;
        for (int d = 0; d < dimensions; d++) {
            squares += (double) vector[d] * vector[d];
        }
        return squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    }
}
