package io.freshet.learner.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds in memory, native memory included. */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Linux only: after a collection, since direct buffers are freed by their cleaners. */
    public static long bytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
