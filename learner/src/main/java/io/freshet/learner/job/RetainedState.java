package io.freshet.learner.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints and savepoints that earlier runs left in folders. */
final class RetainedState {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedState.class);
    private static final String METADATA = "_metadata";
    private static final int DEPTH = 3; // <job>/chk-<n>/_metadata

    private RetainedState() {}

    /** The newest in any of the folders that can be read; a crash may have left the very last one half written. */
    static Optional<Path> newest(List<Path> folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder, DEPTH)) {
                    files.filter(file -> file.endsWith(METADATA)).forEach(found::add);
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(RetainedState::writtenAt).reversed())
                .filter(RetainedState::isReadable)
                .findFirst()
                .map(Path::getParent);
    }

    private static boolean isReadable(Path metadata) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
            Checkpoints.loadCheckpointMetadata(in, RetainedState.class.getClassLoader(), metadata.toString());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and is passed over: {}", metadata, e.toString());
            return false;
        }
    }

    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
