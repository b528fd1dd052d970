package io.freshet.bench.cluster;

import java.util.List;
import java.util.Locale;

/** What can go wrong, and whom it can hit. */
enum FaultKind {
    /** SIGKILL of one that does the learner's work. */
    TASKMANAGER(Addresses.TASKMANAGERS),
    /** SIGKILL of the one that leads them. */
    JOBMANAGER(List.of(Addresses.JOBMANAGER)),
    BROKER(Addresses.BROKERS),
    INGEST(List.of(Addresses.INGEST)),
    SERVING(Addresses.SERVING),
    /** The registry is killed, and stays away for a while. */
    REGISTRY(List.of(Addresses.REGISTRY)),
    /** SIGSTOP for a while: connections stay open, and nobody answers. */
    PAUSE(Addresses.everybody()),
    /** Nothing passes between two of them for a while, and neither is told. */
    NETWORK_CUT(List.of()),
    /** No byte more fits where checkpoints and snapshots are written, for a while. */
    DISK_FULL(List.of());

    private final List<String> victims;

    FaultKind(List<String> victims) {
        this.victims = victims;
    }

    /** Of whom one is hit; empty where it hits none alone. */
    List<String> victims() {
        return victims;
    }

    /** As it is written on the command line and in reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FaultKind of(String label) {
        return valueOf(label.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
