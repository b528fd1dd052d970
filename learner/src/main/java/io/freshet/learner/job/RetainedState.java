package io.freshet.learner.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints and savepoints that earlier runs left in folders, on any file system that Flink knows. */
final class RetainedState {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedState.class);
    private static final String METADATA = "_metadata";
    private static final int DEPTH = 2; // <job>/chk-<n>/_metadata

    private RetainedState() {}

    /** The newest in any of the folders that can be read; a crash may have left the very last one half written. */
    static Optional<Path> newest(List<Path> folders) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        for (Path folder : folders) {
            find(folder, DEPTH, found);
        }
        return found.stream()
                .sorted(Comparator.comparingLong(FileStatus::getModificationTime)
                        .reversed())
                .map(FileStatus::getPath)
                .filter(RetainedState::isReadable)
                .findFirst()
                .map(Path::getParent);
    }

    private static void find(Path folder, int depth, List<FileStatus> found) throws IOException {
        for (FileStatus file : list(folder)) {
            if (!file.isDir() && file.getPath().getName().equals(METADATA)) {
                found.add(file);
            } else if (file.isDir() && depth > 0) {
                find(file.getPath(), depth - 1, found);
            }
        }
    }

    private static FileStatus[] list(Path folder) throws IOException {
        try {
            FileStatus[] files = folder.getFileSystem().listStatus(folder);
            return files == null ? new FileStatus[0] : files;
        } catch (FileNotFoundException e) {
            return new FileStatus[0]; // the first start, or deleted while we looked
        }
    }

    private static boolean isReadable(Path metadata) {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(metadata.getFileSystem().open(metadata)))) {
            Checkpoints.loadCheckpointMetadata(in, RetainedState.class.getClassLoader(), metadata.toString());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and is passed over: {}", metadata, e.toString());
            return false;
        }
    }
}
