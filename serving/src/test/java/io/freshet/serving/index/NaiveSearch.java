package io.freshet.serving.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What an index is held against: every score, sorted. */
final class NaiveSearch {

    private NaiveSearch() {}

    static List<Hit> search(Map<String, float[]> vectors, Query query, int priorDimensions) {
        List<Hit> hits = new ArrayList<>();
        vectors.forEach((id, vector) -> {
            if (query.filter().test(id)) {
                hits.add(new Hit(id, score(query.vector(), vector, query.similarity(), priorDimensions)));
            }
        });
        hits.sort(Hit.NEAREST_FIRST);
        return hits.subList(0, Math.min(query.k(), hits.size()));
    }

    static float score(float[] a, float[] b, Similarity similarity, int priorDimensions) {
        boolean cosine = similarity == Similarity.COSINE;
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length - (cosine ? priorDimensions : 0); d++) {
            dot += (double) a[d] * b[d];
            aa += (double) a[d] * a[d];
            bb += (double) b[d] * b[d];
        }
        return (float) (cosine ? dot / Math.sqrt(aa * bb) : dot);
    }

    static float[] gaussian(Random random, int dimensions) {
        float[] vector = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return vector;
    }
}
