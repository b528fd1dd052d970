package io.freshet.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of one file, so that the user sees them all at once. */
public final class Faults {
    private final String source;
    private final List<Fault> found = new ArrayList<>();

    public Faults(String source) {
        this.source = source;
    }

    public void add(int line, String path, String must, String got, String hint) {
        found.add(new Fault(source, line, path, must, got, hint));
    }

    public List<Fault> found() {
        return found.stream()
                .sorted(Comparator.comparingInt(Fault::line))
                .distinct()
                .toList();
    }
}
