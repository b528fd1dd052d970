package io.freshet.bench.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts again what has died, after a delay, as systemd or Kubernetes would. It knows nothing else. */
final class Supervisor implements AutoCloseable {
    private static final long LOOK_EVERY_MS = 100;

    private final List<Node> nodes;
    private final Duration restartDelay;
    private final Map<Node, Long> deadSince = new HashMap<>();
    private final Set<Node> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "supervisor"));

    Supervisor(Collection<Node> nodes, Duration restartDelay) {
        this.nodes = List.copyOf(nodes);
        this.restartDelay = restartDelay;
    }

    void start() {
        watch.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Leaves a node dead until it is released. */
    void hold(Node node) {
        held.add(node);
    }

    void release(Node node) {
        held.remove(node);
    }

    private void look() {
        long now = System.nanoTime();
        for (Node node : nodes) {
            if (node.isAlive() || held.contains(node)) {
                deadSince.remove(node);
            } else if (now - deadSince.computeIfAbsent(node, n -> now) >= restartDelay.toNanos()) {
                deadSince.remove(node);
                node.start();
            }
        }
    }

    /** Lets the dead be dead from now on. */
    @Override
    public void close() {
        watch.shutdown();
        try {
            if (!watch.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the supervisor does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
