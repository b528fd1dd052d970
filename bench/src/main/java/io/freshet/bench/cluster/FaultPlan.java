package io.freshet.bench.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Which fault comes next, whom it hits, and how long it is quiet before: all by the seed. Each kind has its turn. */
final class FaultPlan {
    private static final int QUIET_AT_LEAST_MS = 5_000;
    private static final int QUIET_AT_MOST_MS = 15_000;
    private static final List<List<String>> LINKS = List.of(
            List.of(Addresses.JOBMANAGER, Addresses.TASKMANAGERS.get(0)),
            List.of(Addresses.TASKMANAGERS.get(0), Addresses.TASKMANAGERS.get(1)),
            List.of(Addresses.TASKMANAGERS.get(1), Addresses.BROKERS.get(0)),
            List.of(Addresses.INGEST, Addresses.BROKERS.get(1)),
            List.of(Addresses.BROKERS.get(0), Addresses.BROKERS.get(2)),
            List.of(Addresses.SERVING.get(0), Addresses.BROKERS.get(2)));

    private final List<FaultKind> kinds;
    private final Random random;
    private final Deque<FaultKind> round = new ArrayDeque<>();

    /** One fault: what, whom, and after how long a quiet. */
    record Planned(FaultKind kind, List<String> nodes, Duration quiet) {
        String shown() {
            return nodes.isEmpty() ? kind.label() : kind.label() + " " + String.join(" / ", nodes);
        }
    }

    FaultPlan(List<FaultKind> kinds, long seed) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a plan needs a kind of fault");
        }
        this.kinds = List.copyOf(kinds);
        this.random = new Random(seed);
    }

    Planned next() {
        if (round.isEmpty()) {
            List<FaultKind> shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, random);
            round.addAll(shuffled);
        }
        FaultKind kind = round.remove();
        int quiet = QUIET_AT_LEAST_MS + random.nextInt(QUIET_AT_MOST_MS - QUIET_AT_LEAST_MS);
        return new Planned(kind, nodes(kind), Duration.ofMillis(quiet));
    }

    private List<String> nodes(FaultKind kind) {
        if (kind == FaultKind.NETWORK_CUT) {
            return LINKS.get(random.nextInt(LINKS.size()));
        }
        List<String> victims = kind.victims();
        return victims.isEmpty() ? List.of() : List.of(victims.get(random.nextInt(victims.size())));
    }
}
