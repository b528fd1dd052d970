package io.freshet.ingest.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Real files that are no part of the project: beside the repository, or where {@code -Dfreshet.data} says. */
public final class RealData {
    private RealData() {}

    public static Optional<Path> file(String name) {
        return Stream.of(System.getProperty("freshet.data", ""), "../shared/data", "../../shared/data")
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isReadable)
                .findFirst();
    }
}
