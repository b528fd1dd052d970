package io.freshet.learner.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a pipeline's checkpoints are on a cluster, and which of them a start goes on from: the newest, unless it is told. A
 * Flink without a high-availability store forgets its job with its JobManager; this way whoever starts the job again, be
 * it systemd, Kubernetes or a person, need not know more than the first time.
 */
final class Resumption {

    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    /** What Flink names a checkpoint's folder by; a savepoint's begins otherwise. */
    private static final String CHECKPOINT = "chk-";

    private Resumption() {}

    /**
     * What the job's configuration lacks.
     *
     * @param flink the cluster's configuration and the job's together
     * @param name of the pipeline; several may share the cluster's folder
     */
    static Configuration of(ReadableConfig flink, CheckpointConfig checkpoint, String name) throws IOException {
        Configuration more = new Configuration();
        String shared = flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        if (shared == null) {
            LOG.warn("Checkpoints are in the JobManager's memory and go with it; set learner.checkpoint.folder");
            return more;
        }
        String checkpoints = checkpoint.folder() == null ? inside(shared, name) : shared;
        more.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        more.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
        List<Path> folders = new ArrayList<>(List.of(new Path(checkpoints)));
        flink.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY).ifPresent(savepoints -> {
            more.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, inside(savepoints, name));
            folders.add(new Path(inside(savepoints, name)));
        });
        if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent() || !checkpoint.resume()) {
            return more;
        }
        Optional<Path> newest = RetainedState.newest(folders);
        newest.ifPresent(path -> {
            more.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toString());
            // a checkpoint goes when newer ones stand in its place; a savepoint belongs to who took it
            boolean isCheckpoint = path.getName().startsWith(CHECKPOINT); // the two may share a folder
            more.set(
                    StateRecoveryOptions.RESTORE_MODE,
                    isCheckpoint ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
        });
        LOG.info("The learner starts {}", newest.map(path -> "from " + path).orElse("anew"));
        return more;
    }

    private static String inside(String folder, String name) {
        return new Path(folder, name).toString();
    }
}
