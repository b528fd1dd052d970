package io.freshet.cli.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The files by which the log's process and the applications that use it find each other. */
record LogDirectory(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What the log's process says of itself once it answers.
     *
     * @param startedMs when the operating system says that the process started; tells it from a later one with its id
     */
    record State(long pid, long startedMs, String bootstrapServers, String registryUrl) {

        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid).filter(handle -> startedMs(handle) == startedMs);
        }

        static long startedMs(ProcessHandle handle) {
            return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    /** Held alone by the log's process as long as it lives. */
    Path ownerLock() {
        return path.resolve("owner.lock");
    }

    /** Shared by every process that uses the log. */
    Path usersLock() {
        return path.resolve("users.lock");
    }

    /** Held alone by who starts or stops the log's process. */
    Path startLock() {
        return path.resolve("start.lock");
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path schemas() {
        return path.resolve("schemas.json");
    }

    Path output() {
        return path.resolve("output.txt");
    }

    Path logFile() {
        return path.resolve("log.txt");
    }

    Optional<State> state() {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(stateFile()), State.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(stateFile() + " cannot be read", e);
        }
    }

    void write(State state) throws IOException {
        AtomicFile.write(stateFile(), JSON.writeValueAsBytes(state));
    }

    /** The state that an earlier process left, if any, goes; its ports are worth keeping. */
    Optional<State> takeOldState() throws IOException {
        Optional<State> old = state();
        Files.deleteIfExists(stateFile());
        return old;
    }

    private Path stateFile() {
        return path.resolve("process.json");
    }
}
