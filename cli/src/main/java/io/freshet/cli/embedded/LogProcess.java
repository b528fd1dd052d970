package io.freshet.cli.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log (broker and registry) in a JVM of its own, as an application sees it. It outlives an application that is
 * killed, is found again by the next, and ends with the last one that ends in good order.
 */
public final class LogProcess implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final LogDirectory directory;
    private final LockFile use;
    private final LogDirectory.State state;

    private LogProcess(LogDirectory directory, LockFile use, LogDirectory.State state) {
        this.directory = directory;
        this.use = use;
        this.state = state;
    }

    /** Finds the log of a data directory at work, or starts it, and uses it until {@link #close}. */
    @SuppressWarnings("try") // the lock is held, not called
    public static LogProcess use(Path dataDirectory) {
        LogDirectory directory = directory(dataDirectory);
        try (LockFile starting = LockFile.exclusive(directory.startLock())) {
            LockFile use = LockFile.tryShared(directory.usersLock())
                    .orElseThrow(() -> new IllegalStateException("This process uses " + directory.path() + " already"));
            try {
                return new LogProcess(directory, use, findOrStart(directory));
            } catch (RuntimeException e) {
                use.close();
                throw e;
            }
        }
    }

    /** Where the log of a data directory is at work, if it is. */
    public static Optional<LogAddress> find(Path dataDirectory) {
        LogDirectory directory = directory(dataDirectory);
        return Files.exists(directory.ownerLock()) && LockFile.isHeld(directory.ownerLock())
                ? directory.state().filter(s -> s.process().isPresent()).map(LogProcess::address)
                : Optional.empty();
    }

    /**
     * Ends the log of a data directory if nobody uses it, and keeps it from being started until the lock is closed; empty
     * where somebody uses it.
     */
    @SuppressWarnings("try") // the lock is held, not called
    public static Optional<LockFile> keepStopped(Path dataDirectory) {
        LogDirectory directory = directory(dataDirectory);
        try (LockFile starting = LockFile.exclusive(directory.startLock())) {
            if (LockFile.isHeld(directory.usersLock())) {
                return Optional.empty();
            }
            if (LockFile.isHeld(directory.ownerLock())) {
                directory.state().flatMap(LogDirectory.State::process).ifPresent(LogProcess::end);
            }
            return LockFile.tryExclusive(directory.ownerLock());
        }
    }

    public LogAddress address() {
        return address(state);
    }

    public long pid() {
        return state.pid();
    }

    /** Uses it no longer; ends it if nobody else does. */
    @Override
    @SuppressWarnings("try") // the lock is held, not called
    public void close() {
        try (LockFile starting = LockFile.exclusive(directory.startLock())) {
            use.close();
            if (!LockFile.isHeld(directory.usersLock())) {
                stop();
            }
        }
    }

    private void stop() {
        // its id may have passed to a stranger by now; process() compares the time of its start
        state.process().ifPresent(LogProcess::end);
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        if (!awaitExit(process, STOP_WITHIN)) {
            process.destroyForcibly(); // the broker recovers from that at its next start
            awaitExit(process, STOP_WITHIN);
        }
    }

    private static LogDirectory.State findOrStart(LogDirectory directory) {
        ProcessHandle starting = LockFile.isHeld(directory.ownerLock()) ? null : start(directory);
        long deadline = System.nanoTime() + START_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<LogDirectory.State> state =
                    directory.state().filter(s -> s.process().isPresent());
            if (state.isPresent()) {
                return state.get();
            }
            if (starting != null && awaitExit(starting, LOOK_EVERY)) {
                throw new IllegalStateException("The log's process ended as it started" + lastWords(directory));
            }
            if (starting == null && !LockFile.isHeld(directory.ownerLock())) {
                starting = start(directory); // the one that was there has ended meanwhile
            }
        }
        throw new IllegalStateException(
                "The log's process does not answer after " + START_WITHIN.toSeconds() + " s" + lastWords(directory));
    }

    private static ProcessHandle start(LogDirectory directory) {
        try {
            Files.createDirectories(directory.path());
            return new ProcessBuilder(command(directory))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.output().toFile())
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException("The log's process cannot be started", e);
        }
    }

    private static List<String> command(LogDirectory directory) {
        List<String> command = new ArrayList<>();
        // An interrupt typed at the terminal goes to every process in the foreground; this one has to end last.
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "freshet-log"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        // the optimising compiler took more of a run's first minutes than the broker did
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LogMain.class.getName()));
        command.add(directory.path().toString());
        return command;
    }

    private static boolean awaitExit(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the log's process", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The log's process cannot be watched", e);
        }
    }

    private static String lastWords(LogDirectory directory) {
        try {
            List<String> lines = Files.readAllLines(directory.output(), StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - 10), lines.size());
            return "; see " + directory.logFile() + ". Its last words:\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "; see " + directory.logFile();
        }
    }

    private static LogDirectory directory(Path dataDirectory) {
        return new LogDirectory(dataDirectory.toAbsolutePath().normalize().resolve("log"));
    }

    private static LogAddress address(LogDirectory.State state) {
        return new LogAddress(state.bootstrapServers(), state.registryUrl());
    }
}
