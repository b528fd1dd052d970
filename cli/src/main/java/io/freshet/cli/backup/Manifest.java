package io.freshet.cli.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.cli.embedded.AtomicFile;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a backup says of itself: written last, so a folder without one is no backup.
 *
 * @param format of this file and of the folder
 * @param pipeline its name
 * @param created ISO 8601
 * @param versions of what wrote the files, by name
 * @param state the savepoint that the learner goes on from, as a path in the backup; empty where it had none
 */
@JsonInclude
record Manifest(
        int format, String pipeline, String created, Map<String, String> versions, String state, List<Entry> files) {
    static final int FORMAT = 1;

    private static final String NAME = "manifest.json";
    private static final long MOST_BYTES = 256L << 20;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /**
     * One file.
     *
     * @param path from the backup's folder, with slashes
     * @param sha256 hexadecimal
     */
    record Entry(String path, long bytes, String sha256) {}

    long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    static Path in(Path backup) {
        return backup.resolve(NAME);
    }

    void write(Path backup) throws IOException {
        AtomicFile.write(in(backup), JSON.writeValueAsBytes(this));
    }

    /** Reads one; what it says of files is not believed yet. */
    static Manifest read(Path backup) throws IOException {
        Path file = in(backup);
        if (!Files.isRegularFile(file)) {
            throw new UserMistake(backup + " is no backup: it has no " + NAME
                    + ", which is written last; was the backup broken off?");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new UserMistake(file + ": must be at most " + MOST_BYTES + " bytes, got " + Files.size(file));
        }
        try {
            Manifest manifest = JSON.readValue(file.toFile(), Manifest.class);
            if (manifest.isIncomplete()) {
                throw new UserMistake(file + " is damaged: a part of it is missing");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new UserMistake(file + " is damaged: " + e.getOriginalMessage());
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson leaves what is missing null
    private boolean isIncomplete() {
        return pipeline == null
                || created == null
                || versions == null
                || state == null
                || files == null
                || files.stream().anyMatch(entry -> entry == null || entry.path() == null || entry.sha256() == null);
    }
}
