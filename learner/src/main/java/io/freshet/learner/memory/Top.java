package io.freshet.learner.memory;

import it.unimi.dsi.fastutil.doubles.DoubleHeapPriorityQueue;

/** The highest of many scores, without sorting the rest. */
final class Top {
    private Top() {}

    /** The least of the highest so many; negative infinity where there are fewer. */
    static double least(double[] scores, int count) {
        DoubleHeapPriorityQueue top = new DoubleHeapPriorityQueue(count + 1);
        for (double score : scores) {
            if (top.size() < count || score > top.firstDouble()) {
                if (top.size() == count) {
                    top.dequeueDouble();
                }
                top.enqueue(score);
            }
        }
        return top.size() < count ? Double.NEGATIVE_INFINITY : top.firstDouble();
    }
}
