package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long events take from their arrival to an embedding that has learnt from them, in milliseconds. */
public final class FreshnessHistogram {
    /** Longer waits count as this: a replayed archive may have arrived any time ago. */
    private static final long LONGEST_MS = 365L * 24 * 3_600_000;
    // Times are known to a thousandth of themselves.
    private static final int DIGITS = 3;
    private static final int MAX_BYTES = 1 << 24;

    private Histogram histogram = new Histogram(LONGEST_MS, DIGITS);

    /** @param ms less than 0 counts as 0: clocks of two machines differ */
    public void record(long ms) {
        histogram.recordValue(Math.max(0, Math.min(LONGEST_MS, ms)));
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** @param percent such as 50 or 99; 0 ms before anything was recorded */
    public long percentileMs(double percent) {
        return histogram.getValueAtPercentile(percent);
    }

    public long maxMs() {
        return histogram.getMaxValue();
    }

    /** The figures of the {@code freshness} metric: {@code p50}, {@code p99} and {@code max}. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("p50", (double) percentileMs(50));
        figures.put("p99", (double) percentileMs(99));
        figures.put("max", (double) maxMs());
        return figures;
    }

    public void save(DataOutput out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(buffer);
        out.writeInt(length);
        out.write(buffer.array(), 0, length);
    }

    public void restore(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException("freshness histogram: a length of " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        try {
            histogram = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(bytes), LONGEST_MS);
        } catch (RuntimeException e) {
            throw new IOException("freshness histogram: damaged bytes", e);
        }
    }
}
