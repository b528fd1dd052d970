package io.freshet.learner.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints and savepoints that earlier runs left in a folder. */
final class RetainedState {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedState.class);
    private static final String METADATA = "_metadata";
    private static final int DEPTH = 4; // checkpoints/<job>/chk-<n>/_metadata

    private RetainedState() {}

    /** The newest that can be read; a crash may have left the very last one half written. */
    static Optional<Path> newest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            List<Path> newestFirst = files.filter(file -> file.endsWith(METADATA))
                    .sorted(Comparator.comparing(RetainedState::writtenAt).reversed())
                    .toList();
            return newestFirst.stream()
                    .filter(RetainedState::isReadable)
                    .findFirst()
                    .map(Path::getParent);
        }
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
