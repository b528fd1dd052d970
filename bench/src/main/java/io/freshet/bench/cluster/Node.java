package io.freshet.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One part of the cluster: a process by its command, known by its id, with a file for what it says. It can die and come back. */
final class Node {
    private static final Duration DIES_WITHIN = Duration.ofSeconds(30);

    private final String name;
    private final List<String> command;
    private final Path output;
    private @Nullable Process process;
    private boolean paused;
    private int starts;

    Node(String name, List<String> command, Path output) {
        this.name = name;
        this.command = List.copyOf(command);
        this.output = output;
    }

    String name() {
        return name;
    }

    /** How often it was started. */
    synchronized int starts() {
        return starts;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    synchronized void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " is at work already");
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            starts++;
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /** SIGKILL; returns when it is dead. */
    void kill() {
        Process dying;
        synchronized (this) {
            dying = process;
            paused = false;
        }
        if (dying != null) {
            dying.destroyForcibly();
            awaitExit(dying);
        }
    }

    /** SIGTERM: the end in good order. */
    synchronized void stop() {
        if (process != null) {
            process.destroy();
        }
    }

    /** SIGSTOP: it stands still, its connections open. */
    synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT: it goes on as if no time had passed. */
    synchronized void resume() {
        if (paused && isAlive()) {
            signal("CONT");
        }
        paused = false;
    }

    boolean awaitExit(Duration atMost) {
        Process ending;
        synchronized (this) {
            ending = process;
        }
        try {
            return ending == null || ending.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitExit(Process dying) {
        if (!awaitExit(DIES_WITHIN)) {
            throw new IllegalStateException(name + ", process " + dying.pid() + ", does not die");
        }
    }

    private void signal(String signal) {
        if (process != null && process.isAlive()) {
            Shell.run("kill", "-" + signal, Long.toString(process.pid()));
        }
    }
}
