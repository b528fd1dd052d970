package io.freshet.bench.leaderboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.cli.embedded.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Results by the key of their plan, one JSON file each. */
final class RunCache {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;

    RunCache(Path directory) {
        this.directory = directory;
    }

    @Nullable
    RunResult get(String key) throws IOException {
        Path file = file(key);
        return Files.exists(file) ? JSON.readValue(file.toFile(), RunResult.class) : null;
    }

    void put(String key, RunResult result) throws IOException {
        AtomicFile.write(file(key), JSON.writeValueAsBytes(result));
    }

    private Path file(String key) {
        return directory.resolve(key + ".json");
    }
}
