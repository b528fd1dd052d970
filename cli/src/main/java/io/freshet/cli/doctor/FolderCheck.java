package io.freshet.cli.doctor;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Pipeline;
import io.freshet.learner.job.StateFolder;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folders that outlive a process: can they be written, and is there room? */
final class FolderCheck {
    private static final long LITTLE = 2L << 30;
    private static final String WRITABLE = "be a folder that can be written";

    private final Pipeline pipeline;
    private final DataDirectory directory;
    private final boolean onCluster;

    FolderCheck(Pipeline pipeline, DataDirectory directory, boolean onCluster) {
        this.pipeline = pipeline;
        this.directory = directory;
        this.onCluster = onCluster;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(local("data directory", directory.path())));
        findings.addAll(state(
                "learner.checkpoint.folder", pipeline.learner().checkpoint().folder()));
        findings.addAll(state("publish.snapshots", pipeline.learner().publish().snapshots()));
        return findings;
    }

    private List<Finding> state(String key, @Nullable String folder) {
        if (folder == null) {
            return onCluster
                    ? List.of(Finding.fault(
                            key,
                            "be given",
                            "nothing",
                            "a folder that every Flink process reaches: s3://, hdfs://, NFS"))
                    : List.of(); // within the data directory
        }
        if (onCluster && (folder.startsWith("file:") || folder.startsWith("/"))) {
            String says = folder + " is of one machine, unless all of them mount it";
            return List.of(
                    Finding.warning(key, says, "s3://, hdfs:// or a shared mount, where there are several"),
                    written(key, folder));
        }
        return List.of(written(key, folder));
    }

    private static Finding written(String key, String folder) {
        try {
            StateFolder.tryOut(folder);
            return Finding.ok(key, folder + " can be written");
        } catch (IOException | RuntimeException e) {
            String todo = "give this user the right to it, or Flink the plug-in for its file system";
            return Finding.fault(key, WRITABLE, folder + ": " + e.getMessage(), todo);
        }
    }

    private static Finding local(String what, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
            FileStore store = Files.getFileStore(folder);
            long free = store.getUsableSpace();
            String says = "%s, %,d MB free".formatted(folder, free >> 20);
            return free >= LITTLE
                    ? Finding.ok(what, says)
                    : Finding.warning(
                            what, says, "a full disk stops broker and checkpoints: make room, or give --data-dir");
        } catch (IOException e) {
            return Finding.fault(
                    what, WRITABLE, folder + ": " + e, "give this user the right to it, or another --data-dir");
        }
    }
}
