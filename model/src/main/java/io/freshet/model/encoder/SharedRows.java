package io.freshet.model.encoder;

import java.util.Arrays;

/**
 * Histories side by side in rows of one length, so that little of what a transformer computes is padding (Krell et al.
 * 2021, arXiv:2107.02027). None is cut in two, and each sees itself alone.
 *
 * @param count of rows
 * @param slots (rows, length): which place among all histories' places, {@code history * length + age}, stands there;
 *     what is left over holds a place without an event
 * @param newest (histories): the slot of each one's newest event, or of the nothing that stands for no event at all
 * @param seated (rows, {@link #MOST}): which histories have their newest event in a row; the first one again where there
 *     are fewer
 * @param seats (histories): where each stands in {@code seated}
 */
public record SharedRows(int count, long[] slots, long[] newest, long[] seated, long[] seats) {
    /** How many histories may share a row; for most streams' lengths more would save next to nothing. */
    public static final int MOST = 8;

    /** The fullest row in which there is room takes the next history, the longest first. */
    public static SharedRows of(long[] lengths, int length) {
        return new Packer(lengths, length).packed();
    }

    private static final class Packer {
        private static final int NONE = -1;

        private final long[] lengths;
        private final int length;
        private final int[] used;
        private final int[] seated;
        /** The row that was last left with so much room, and behind each row the one before it. */
        private final int[] byRoom;

        private final int[] behind;
        private final int[] rowOf;
        private final int[] startOf;
        private int rows;

        Packer(long[] lengths, int length) {
            this.lengths = lengths;
            this.length = length;
            this.used = new int[lengths.length];
            this.seated = new int[lengths.length];
            this.byRoom = new int[length + 1];
            this.behind = new int[lengths.length];
            this.rowOf = new int[lengths.length];
            this.startOf = new int[lengths.length];
            Arrays.fill(byRoom, NONE);
        }

        SharedRows packed() {
            for (int history : longestFirst()) {
                place(history);
            }
            return written();
        }

        // a history without events takes a slot, so that there is something to ask
        private int need(int history) {
            return (int) Math.max(1, lengths[history]);
        }

        private int[] longestFirst() {
            int[] from = new int[length + 2];
            for (int history = 0; history < lengths.length; history++) {
                from[length - need(history) + 1]++;
            }
            for (int i = 1; i < from.length; i++) {
                from[i] += from[i - 1];
            }
            int[] order = new int[lengths.length];
            for (int history = 0; history < lengths.length; history++) {
                order[from[length - need(history)]++] = history;
            }
            return order;
        }

        private void place(int history) {
            int need = need(history);
            int row = take(need);
            rowOf[history] = row;
            startOf[history] = used[row];
            used[row] += need;
            seated[row]++;
            int room = length - used[row];
            if (room > 0 && seated[row] < MOST) {
                behind[row] = byRoom[room];
                byRoom[room] = row;
            }
        }

        private int take(int need) {
            for (int room = need; room <= length; room++) {
                int row = byRoom[room];
                if (row != NONE) {
                    byRoom[room] = behind[row];
                    return row;
                }
            }
            return rows++;
        }

        private SharedRows written() {
            long[] slots = new long[rows * length];
            long[] newest = new long[lengths.length];
            long[] seats = new long[lengths.length];
            long[] sitting = new long[rows * MOST];
            int[] taken = new int[rows];
            for (int history = 0; history < lengths.length; history++) {
                int row = rowOf[history];
                int start = row * length + startOf[history];
                newest[history] = start;
                long place = (long) history * length;
                for (int age = 0; age < need(history); age++) {
                    slots[start + age] = place + age;
                }
                if (startOf[history] + need(history) == used[row]) {
                    // a row that is not full holds no full history, so that there is a place behind its oldest event
                    Arrays.fill(slots, start + need(history), (row + 1) * length, place + need(history));
                }
                int seat = row * MOST + taken[row]++;
                seats[history] = seat;
                Arrays.fill(sitting, seat, taken[row] == 1 ? (row + 1) * MOST : seat + 1, history);
            }
            return new SharedRows(rows, slots, newest, sitting, seats);
        }
    }
}
