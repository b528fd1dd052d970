package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit gives the folder
class ResumptionTest {

    @TempDir
    Path folder;

    private final Configuration flink = new Configuration();

    @BeforeEach
    void clusterHasAFolder() {
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
    }

    @Test
    void startsAnewWhereThereIsNoCheckpointYet() throws IOException {
        Configuration more = resumption("", "shop");
        assertThat(more.getOptional(StateRecoveryOptions.SAVEPOINT_PATH)).isEmpty();
        assertThat(more.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).endsWith("/checkpoints/shop");
    }

    @Test
    void goesOnFromTheNewestCheckpointOfAnyJobOfThePipelineAndTakesItOver() throws IOException {
        written("checkpoints/shop/job1/chk-90", 1);
        Path newest = written("checkpoints/shop/job2/chk-3", 2);

        Configuration more = resumption("", "shop");

        assertThat(path(more)).isEqualTo(newest);
        assertThat(more.get(StateRecoveryOptions.RESTORE_MODE)).isEqualTo(RecoveryClaimMode.CLAIM);
    }

    @Test
    void leavesCheckpointsOfOtherPipelinesInTheSameFolderAlone() throws IOException {
        written("checkpoints/clicks/job1/chk-1", 1);
        assertThat(resumption("", "shop").getOptional(StateRecoveryOptions.SAVEPOINT_PATH))
                .isEmpty();
    }

    @Test
    void leavesASavepointToWhoTookIt() throws IOException {
        flink.set(
                CheckpointingOptions.SAVEPOINT_DIRECTORY,
                folder.resolve("savepoints").toUri().toString());
        written("checkpoints/shop/job1/chk-1", 1);
        Path savepoint = written("savepoints/shop/savepoint-1", 2);

        Configuration more = resumption("", "shop");

        assertThat(path(more)).isEqualTo(savepoint);
        assertThat(more.get(StateRecoveryOptions.RESTORE_MODE)).isEqualTo(RecoveryClaimMode.NO_CLAIM);
    }

    @Test
    void leavesASavepointInTheFolderOfCheckpointsToWhoTookIt() throws IOException {
        written("checkpoints/shop/job1/chk-1", 1);
        Path savepoint = written("checkpoints/shop/savepoint-1", 2);

        Configuration more = resumption("", "shop");

        assertThat(path(more)).isEqualTo(savepoint);
        assertThat(more.get(StateRecoveryOptions.RESTORE_MODE)).isEqualTo(RecoveryClaimMode.NO_CLAIM);
    }

    @Test
    void goesFromWhereItIsToldTo() throws IOException {
        written("checkpoints/shop/job1/chk-1", 1);
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, "s3://elsewhere/savepoint-7");
        assertThat(resumption("", "shop").getOptional(StateRecoveryOptions.SAVEPOINT_PATH))
                .isEmpty();
    }

    @Test
    void aFolderOfThePipelinesOwnIsTakenAsItIs() throws IOException {
        Path own = written("own/job1/chk-1", 1);
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("own").toUri().toString());
        assertThat(path(resumption("folder: " + folder.resolve("own").toUri(), "shop")))
                .isEqualTo(own);
    }

    @Test
    void resumeCanBeSwitchedOff() throws IOException {
        written("checkpoints/shop/job1/chk-1", 1);
        assertThat(resumption("resume: false", "shop").getOptional(StateRecoveryOptions.SAVEPOINT_PATH))
                .isEmpty();
    }

    private Configuration resumption(String yaml, String name) throws IOException {
        CheckpointConfig checkpoint =
                CheckpointConfig.read(YamlFile.parse(yaml.isEmpty() ? "{}" : yaml, "checkpoint", Map.of()), false);
        return Resumption.of(flink, checkpoint, name);
    }

    private static Path path(Configuration more) {
        return Path.of(new org.apache.flink.core.fs.Path(more.get(StateRecoveryOptions.SAVEPOINT_PATH))
                .toUri()
                .getPath());
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
