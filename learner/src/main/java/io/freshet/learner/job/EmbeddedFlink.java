package io.freshet.learner.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink of one process, in this one. It forgets its job with its process; what the job's state needs to go on is in a
 * folder, and a job that is submitted goes on from the newest there.
 */
public final class EmbeddedFlink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
    // a drain answers when the last batch is trained and the savepoint written, not within Flink's 10 s
    private static final Duration ASK_TIMEOUT = Duration.ofMinutes(10);

    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAVEPOINTS = "savepoints";

    private final MiniCluster cluster;
    private final Path folder;
    private final int slots;

    private EmbeddedFlink(MiniCluster cluster, Path folder, int slots) {
        this.cluster = cluster;
        this.folder = folder;
        this.slots = slots;
    }

    /**
     * Starts an empty one, on free ports of this machine.
     *
     * @param folder of checkpoints, savepoints and model snapshots, which outlive this process
     * @param slots what a job's parallelism is at most
     */
    public static EmbeddedFlink start(Path folder, int slots) throws Exception {
        Path absolute = folder.toAbsolutePath();
        Files.createDirectories(absolute);
        Configuration flink = new Configuration();
        flink.set(RpcOptions.ASK_TIMEOUT_DURATION, ASK_TIMEOUT);
        Path temporary = absolute.resolve("tmp");
        FileUtils.deleteDirectoryQuietly(temporary.toFile()); // what a killed process could not clear away
        flink.set(CoreOptions.TMP_DIRS, Files.createDirectories(temporary).toString());
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .withRandomPorts()
                .build());
        cluster.start();
        return new EmbeddedFlink(cluster, absolute, slots);
    }

    /**
     * Runs a pipeline's learner, from the newest checkpoint or savepoint in the folder if there is one.
     *
     * @param pipeline with the addresses of its log
     * @throws io.freshet.config.ConfigException with every fault of the pipeline
     */
    public RunningLearner submit(PipelineText pipeline) throws Exception {
        return submit(
                LearnerPlan.of(pipeline, folder.resolve("snapshots").toUri().toString()));
    }

    /**
     * The checkpoint or savepoint that a start would go on from.
     *
     * @param folder as {@link #start} is given it
     */
    public static Optional<Path> newestState(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        return RetainedState.newest(
                        List.of(flinkPath(absolute.resolve(CHECKPOINTS)), flinkPath(absolute.resolve(SAVEPOINTS))))
                .map(path -> Path.of(path.toUri().getPath()));
    }

    /** Of the Flink in this program. */
    public static String version() {
        return EnvironmentInformation.getVersion();
    }

    RunningLearner submit(LearnerPlan plan) throws Exception {
        Optional<Path> state = newestState(folder);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration(plan, state));
        LearnerJob.build(env, plan.withParallelismAtMost(slots));
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(plan.pipeline().stream().name());
        LOG.info("Starting the learner {}", state.map(path -> "from " + path).orElse("anew"));
        JobID id = cluster.submitJob(graph.getJobGraph()).get().getJobID();
        return new RunningLearner(cluster, id, savepoints(), state);
    }

    private Configuration configuration(LearnerPlan plan, Optional<Path> state) {
        Configuration flink = plan.checkpoint().toFlink();
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                checkpoints().toUri().toString());
        state.ifPresent(path -> {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            // Flink deletes it when newer ones stand in its place, so that restarts do not fill the disk
            flink.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });
        return flink;
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }

    private Path checkpoints() {
        return folder.resolve(CHECKPOINTS);
    }

    private Path savepoints() {
        return folder.resolve(SAVEPOINTS);
    }

    /** Waits for the running job's native step to end, but not for ever. */
    @Override
    public void close() throws IOException {
        try {
            cluster.closeAsync().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Flink did not stop within {} s and is left to the end of the process", CLOSE_TIMEOUT.toSeconds());
        } catch (ExecutionException e) {
            throw new IOException("Flink did not stop cleanly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
