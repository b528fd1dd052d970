package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;
import io.freshet.cli.run.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the pages of the pipelines at work on this machine. */
final class RunningPages {
    private static final String START_ONE = "start it with 'freshet run' or 'freshet demo', or give its --url";

    private RunningPages() {}

    static String of(DataDirectory directory) {
        return find(directory)
                .orElseThrow(() -> new UserMistake("No pipeline is at work in " + directory.path() + "; " + START_ONE));
    }

    /** The page of the one pipeline at work, where there is one. */
    static String theOnly(Path directories) {
        List<String> pages = all(directories);
        if (pages.isEmpty()) {
            throw new UserMistake("No pipeline is at work in " + directories + "; " + START_ONE);
        }
        if (pages.size() > 1) {
            throw new UserMistake(
                    "Several pipelines are at work: " + String.join(", ", pages) + "; say which with --url");
        }
        return pages.get(0);
    }

    private static List<String> all(Path directories) {
        if (!Files.isDirectory(directories)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directories)) {
            return entries.filter(Files::isDirectory)
                    .map(DataDirectory::new)
                    .flatMap(directory -> find(directory).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directories + " cannot be listed", e);
        }
    }

    static Optional<String> find(DataDirectory directory) {
        Path lock = directory.applicationLock("serving");
        if (!Files.exists(lock) || !LockFile.isHeld(lock)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(directory.pageFile()).strip());
        } catch (IOException e) {
            return Optional.empty(); // it has not come that far yet
        }
    }
}
