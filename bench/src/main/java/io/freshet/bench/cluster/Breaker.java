package io.freshet.bench.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** Does to a rig what a plan says, and takes back what does not end by itself. */
final class Breaker {
    /** How long somebody stands still, is cut off or away, or a disk is full. */
    static final Duration A_WHILE = Duration.ofSeconds(20);

    private static final int BLOCK_BYTES = 64 << 10;

    private final Rig rig;
    private final Path disk;
    private final boolean isOwnDisk;

    /** @param isOwnDisk whether the rig's state is on a disk of its own, which may be filled */
    Breaker(Rig rig, boolean isOwnDisk) {
        this.rig = rig;
        this.disk = rig.stateDirectory();
        this.isOwnDisk = isOwnDisk;
    }

    /** What cannot be done here, and why. */
    Map<FaultKind, String> impossible() {
        Map<FaultKind, String> impossible = new EnumMap<>(FaultKind.class);
        if (!rig.network().canBeCut()) {
            impossible.put(FaultKind.NETWORK_CUT, "this machine gives no network namespaces");
        }
        if (!isOwnDisk) {
            impossible.put(FaultKind.DISK_FULL, "this machine mounts no disk of its own for checkpoints");
        }
        return impossible;
    }

    /**
     * Does it; returns when what is only for a while is over.
     *
     * @param begun is told, in milliseconds, when it has hit
     */
    void apply(FaultPlan.Planned fault, LongConsumer begun) throws InterruptedException {
        switch (fault.kind()) {
            case TASKMANAGER, JOBMANAGER, BROKER, INGEST, SERVING -> {
                node(fault).kill();
                begun.accept(System.currentTimeMillis());
            }
            case REGISTRY -> keepAway(node(fault), begun);
            case PAUSE -> pause(node(fault), begun);
            case NETWORK_CUT -> cut(fault.nodes().get(0), fault.nodes().get(1), begun);
            case DISK_FULL -> fillDisk(begun);
        }
    }

    private Node node(FaultPlan.Planned fault) {
        return rig.node(fault.nodes().get(0));
    }

    private void keepAway(Node node, LongConsumer begun) throws InterruptedException {
        rig.supervisor().hold(node);
        node.kill();
        begun.accept(System.currentTimeMillis());
        Thread.sleep(A_WHILE.toMillis());
        rig.supervisor().release(node);
    }

    private static void pause(Node node, LongConsumer begun) throws InterruptedException {
        node.pause();
        begun.accept(System.currentTimeMillis());
        Thread.sleep(A_WHILE.toMillis());
        node.resume();
    }

    private void cut(String one, String other, LongConsumer begun) throws InterruptedException {
        rig.network().cut(one, other);
        begun.accept(System.currentTimeMillis());
        Thread.sleep(A_WHILE.toMillis());
        rig.network().mend(one, other);
    }

    private void fillDisk(LongConsumer begun) throws InterruptedException {
        Path ballast = disk.resolve("ballast");
        fill(ballast);
        begun.accept(System.currentTimeMillis());
        long end = System.nanoTime() + A_WHILE.toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(200);
            fill(ballast); // what others have deleted meanwhile
        }
        try {
            Files.delete(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(ballast + " cannot be taken away", e);
        }
    }

    private static void fill(Path ballast) {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(out, block);
        } catch (IOException e) {
            throw new UncheckedIOException(ballast + " cannot be written", e);
        }
    }

    private static void write(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // full: that is what it is for
        }
    }
}
