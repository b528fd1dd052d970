package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedStateTest {

    @TempDir
    Path folder;

    @Test
    void findsTheNewestAmongCheckpointsAndSavepoints() throws IOException {
        written("checkpoints/job1/chk-9", 3);
        Path savepoint = written("savepoints/savepoint-1", 5);
        written("checkpoints/job2/chk-2", 4);

        assertThat(newest()).contains(savepoint);
    }

    @Test
    void passesOverWhatACrashLeftHalfWritten() throws IOException {
        Path whole = written("checkpoints/job/chk-1", 1);
        Path torn = written("checkpoints/job/chk-2", 2);
        byte[] bytes = Files.readAllBytes(torn.resolve("_metadata"));
        Files.write(torn.resolve("_metadata"), List.of()); // empty
        Path half = written("checkpoints/job/chk-3", 3);
        Files.write(half.resolve("_metadata"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(newest()).contains(whole);
    }

    @Test
    void findsNothingAtTheFirstStart() throws IOException {
        assertThat(newest()).isEmpty();
    }

    private Optional<Path> newest() throws IOException {
        return RetainedState.newest(List.of(
                        new org.apache.flink.core.fs.Path(
                                folder.resolve("checkpoints").toUri()),
                        new org.apache.flink.core.fs.Path(
                                folder.resolve("savepoints").toUri())))
                .map(path -> Path.of(path.toUri().getPath()));
    }

    private Path written(String path, int second) throws IOException {
        Path metadata = Files.createDirectories(folder.resolve(path)).resolve("_metadata");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(metadata))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(second, List.of(), List.of()), out);
        }
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(second * 1_000L));
        return metadata.getParent();
    }
}
