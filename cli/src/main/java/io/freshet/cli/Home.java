package io.freshet.cli;

import io.freshet.cli.run.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that Freshet lies in, with its examples. */
final class Home {

    private Home() {}

    /** A file of it; the launcher says where the folder is. */
    static Path file(String name) {
        Path file = Path.of(System.getProperty("freshet.home", ".")).resolve(name);
        if (!Files.exists(file)) {
            throw new UserMistake(file + " is missing; start the program by its launcher ./freshet");
        }
        return file;
    }
}
