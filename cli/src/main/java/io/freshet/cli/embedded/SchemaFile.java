package io.freshet.cli.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The registry's schemas on disk, as JSON that people can read. */
record SchemaFile(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    SchemaRegistry.State read() {
        if (!Files.exists(path)) {
            return SchemaRegistry.State.empty();
        }
        try {
            return JSON.readValue(path.toFile(), SchemaRegistry.State.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The registry's file " + path + " cannot be read", e);
        }
    }

    void write(SchemaRegistry.State state) {
        try {
            AtomicFile.write(path, JSON.writeValueAsBytes(state));
        } catch (IOException e) {
            throw new UncheckedIOException("The registry's file " + path + " cannot be written", e);
        }
    }
}
