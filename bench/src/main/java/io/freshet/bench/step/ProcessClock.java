package io.freshet.bench.step;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;

/** The time that all threads of this process have worked: what Python's {@code process_time} reads. */
final class ProcessClock {
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final long SECOND = 1_000_000_000;

    private final Function clock = NativeLibrary.getProcess().getFunction("clock_gettime");
    private final Memory time = new Memory(2 * Long.BYTES);

    // the Java platform's own figure moves in steps of 10 ms
    long nanos() {
        if (clock.invokeInt(new Object[] {CLOCK_PROCESS_CPUTIME_ID, time}) != 0) {
            throw new IllegalStateException("clock_gettime failed");
        }
        return time.getLong(0) * SECOND + time.getLong(Long.BYTES);
    }
}
