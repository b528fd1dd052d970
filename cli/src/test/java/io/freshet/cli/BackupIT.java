package io.freshet.cli;

import static io.freshet.cli.SmallLine.delete;
import static io.freshet.cli.SmallLine.end;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that is backed up, lost and restored. */
@SuppressWarnings("NullAway.Init") // JUnit gives the folder
class BackupIT {
    @TempDir
    Path directory;

    private SmallLine line;
    private Path backup;

    @BeforeEach
    void writePipeline() throws IOException {
        line = new SmallLine(directory);
        backup = directory.resolve("backups").resolve("monday");
    }

    @AfterEach
    void endLog() {
        line.close();
    }

    @Test
    void aLineThatWasLostGoesOnWithTheSameEmbeddings() throws Exception {
        String before;
        try (FreshetProcess run = line.run("--set=publish.snapshot-steps=1")) {
            for (int i = 0; i < 40; i++) {
                line.send(List.of("ann", "bob", "cid").get(i % 3), "item" + i % 7);
            }
            line.send("last", "item1");
            line.awaitStatus(run, "last", 200);
            before = embeddings();
            Ran tooEarly = backup();
            assertThat(tooEarly.exit()).isEqualTo(2);
            assertThat(tooEarly.err())
                    .contains("This pipeline's serving is at work")
                    .contains("by Ctrl-C");
            end(run);
        }
        Ran written = backup();
        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(written.out()).startsWith("Backed up ");
        assertThat(backup().err()).contains("must be empty or not there");
        try (Stream<Path> files = Files.walk(backup)) {
            assertThat(files.map(path -> backup.relativize(path).toString()))
                    .contains("manifest.json", "log/schemas.json")
                    .anyMatch(path -> path.matches("learner/savepoints/[^/]+/_metadata"))
                    .anyMatch(path -> path.matches("learner/snapshots/letters-v.*"))
                    .anyMatch(path -> path.startsWith("log/broker/kafka/letters.embeddings-0/"));
        }
        assertThat(restore().err()).as("never over what is there").contains("must be empty or not there");

        delete(line.data());
        Ran restored = restore();
        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(restored.out()).startsWith("Restored ");
        try (FreshetProcess run = line.run()) {
            line.awaitStatus(run, "last", 200);
            assertThat(embeddings()).isEqualTo(before);

            line.send("eve", "item2");
            line.awaitStatus(run, "eve", 200);
            assertThat(line.records("letters.events")).as("each event once").hasSize(42);
            end(run);
        }
    }

    @Test
    void everythingThatIsWrongWithABackupIsToldAtOnceAndNothingIsRestored() throws Exception {
        Path broker = Files.createDirectories(line.data().resolve("log").resolve("broker"));
        for (String name : List.of("changed", "cut", "gone", "sound", "linked")) {
            Files.writeString(broker.resolve(name), "what the broker keeps: " + name);
        }
        assertThat(backup().exit()).isZero();
        delete(line.data());
        Path kept = backup.resolve("log").resolve("broker");
        Files.writeString(kept.resolve("changed"), "what the broker kept:  changed");
        Files.writeString(kept.resolve("cut"), "what");
        Files.delete(kept.resolve("gone"));
        Files.move(kept.resolve("linked"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(kept.resolve("linked"), directory.resolve("elsewhere"));
        ObjectMapper json = new ObjectMapper();
        ObjectNode manifest =
                (ObjectNode) json.readTree(backup.resolve("manifest.json").toFile());
        ObjectNode outside = manifest.withArray("files").addObject();
        outside.put("path", "../../../outside").put("bytes", 1).put("sha256", "0".repeat(64));
        json.writeValue(backup.resolve("manifest.json").toFile(), manifest);

        Ran ran = restore();

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("log/broker/changed: must have SHA-256")
                .contains("log/broker/cut: must have 26 bytes, got 4 bytes")
                .contains("log/broker/gone: must be a file, got none")
                .contains("log/broker/linked: must be a file")
                .contains("../../../outside: must be a path in the backup")
                .doesNotContain("sound");
        assertThat(line.data()).doesNotExist();
        Files.delete(backup.resolve("manifest.json"));
        assertThat(restore().err()).contains("is no backup");
    }

    private Ran backup() {
        return Ran.of("backup", line.pipeline(), backup.toString(), "--data-dir=" + line.data());
    }

    private Ran restore() {
        return Ran.of("restore", line.pipeline(), backup.toString(), "--data-dir=" + line.data());
    }

    /** As HTTP gives them: vectors, versions and times. */
    private String embeddings() throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String path : List.of("entity/ann", "entity/bob", "entity/last", "item/item0", "item/item6")) {
            all.append(line.get("v1/embeddings/" + path).body()).append('\n');
        }
        return all.toString();
    }
}
