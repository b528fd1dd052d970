package io.freshet.bench.fuzz;

import io.freshet.cli.embedded.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry in this process, as long as the process. */
final class LocalRegistry {
    private LocalRegistry() {}

    static String url() {
        return RegistryServer.start(temporary("registry").resolve("schemas.json"), 0)
                .url();
    }

    static Path temporary(String name) {
        try {
            return Files.createTempDirectory("freshet-fuzz-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
