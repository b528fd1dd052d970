package io.freshet.learner.evaluate;

import java.util.Arrays;

/**
 * A multiset of numbers that tells how many of them are at least a given one. Sorted blocks of bounded length: an
 * update moves one block's tail, whatever the number of items.
 */
final class SortedWeights {
    private static final int BLOCK = 512;

    private double[][] blocks = {new double[BLOCK]};
    private int[] sizes = {0};
    private int used = 1;

    void add(double weight) {
        int at = blockOf(weight);
        if (sizes[at] == BLOCK) {
            split(at);
            at = blockOf(weight);
        }
        double[] block = blocks[at];
        int from = firstAtLeast(block, sizes[at], weight);
        System.arraycopy(block, from, block, from + 1, sizes[at] - from);
        block[from] = weight;
        sizes[at]++;
    }

    /** Takes out one weight of exactly this value, which has to be there. */
    void remove(double weight) {
        int at = blockOf(weight);
        double[] block = blocks[at];
        int from = firstAtLeast(block, sizes[at], weight);
        if (from == sizes[at] || block[from] != weight) {
            throw new IllegalArgumentException("no such weight: " + weight);
        }
        System.arraycopy(block, from + 1, block, from, sizes[at] - from - 1);
        if (--sizes[at] == 0 && used > 1) {
            drop(at);
        }
    }

    int atLeast(double weight) {
        int at = blockOf(weight);
        int count = sizes[at] - firstAtLeast(blocks[at], sizes[at], weight);
        for (int i = at + 1; i < used; i++) {
            count += sizes[i];
        }
        return count;
    }

    /** Forgets what it had and takes these instead. */
    void replaceAll(double[] weights) {
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        // half full, so that the first updates need not split
        int each = BLOCK / 2;
        used = Math.max(1, (sorted.length + each - 1) / each);
        blocks = new double[used][BLOCK];
        sizes = new int[used];
        for (int i = 0; i < used; i++) {
            sizes[i] = Math.min(each, sorted.length - i * each);
            System.arraycopy(sorted, i * each, blocks[i], 0, sizes[i]);
        }
    }

    // The first block whose greatest weight is at least this one, or the last block.
    private int blockOf(double weight) {
        int low = 0;
        int high = used - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sizes[middle] == 0 || blocks[middle][sizes[middle] - 1] < weight) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int firstAtLeast(double[] block, int size, double weight) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (block[middle] < weight) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void split(int at) {
        if (used == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * used);
            sizes = Arrays.copyOf(sizes, 2 * used);
        }
        System.arraycopy(blocks, at + 1, blocks, at + 2, used - at - 1);
        System.arraycopy(sizes, at + 1, sizes, at + 2, used - at - 1);
        int half = BLOCK / 2;
        blocks[at + 1] = new double[BLOCK];
        System.arraycopy(blocks[at], half, blocks[at + 1], 0, BLOCK - half);
        sizes[at] = half;
        sizes[at + 1] = BLOCK - half;
        used++;
    }

    private void drop(int at) {
        System.arraycopy(blocks, at + 1, blocks, at, used - at - 1);
        System.arraycopy(sizes, at + 1, sizes, at, used - at - 1);
        used--;
    }
}
