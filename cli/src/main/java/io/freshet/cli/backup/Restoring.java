package io.freshet.cli.backup;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.UserMistake;
import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a data directory of a backup. Every file is read and compared before the first is copied; the directory appears under
 * its name only when it is whole.
 */
public final class Restoring {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_FILES = 1_000_000;

    private final String pipeline;
    private final Path backup;
    private final List<Fault> faults = new ArrayList<>();

    private Restoring(String pipeline, Path backup) {
        this.pipeline = pipeline;
        this.backup = backup.toAbsolutePath().normalize();
    }

    /**
     * What came back.
     *
     * @param notes what is worth knowing, such as that another version wrote it
     */
    public record Restored(int files, long bytes, String created, List<String> notes) {}

    /**
     * Restores a line into a data directory that is empty, or is not there.
     *
     * @throws ConfigException with all that is wrong with the backup
     */
    public static Restored restore(String pipeline, DataDirectory directory, Path backup) throws IOException {
        Backup.requireEmpty(directory.path());
        Restoring restoring = new Restoring(pipeline, backup);
        Manifest manifest = Manifest.read(backup);
        restoring.check(manifest);
        restoring.copy(manifest, directory.path().toAbsolutePath().normalize());
        return new Restored(manifest.files().size(), manifest.bytes(), manifest.created(), notes(manifest));
    }

    private static List<String> notes(Manifest manifest) {
        List<String> notes = new ArrayList<>();
        Backup.versions().forEach((name, now) -> {
            String then = manifest.versions().getOrDefault(name, "unknown");
            if (!then.equals(now)) {
                notes.add("written by " + name + " " + then + ", this is " + now);
            }
        });
        return notes;
    }

    private void check(Manifest manifest) {
        if (manifest.format() != Manifest.FORMAT) {
            throw new UserMistake(Manifest.in(backup) + ": format: must be " + Manifest.FORMAT + ", got "
                    + manifest.format() + "; another version of freshet wrote it");
        }
        if (manifest.files().size() > MOST_FILES) {
            fault(
                    "files",
                    "be at most " + MOST_FILES,
                    Integer.toString(manifest.files().size()),
                    "");
        }
        if (!manifest.pipeline().equals(pipeline)) {
            fault("pipeline", "be " + pipeline, manifest.pipeline(), "whose backup is it?");
        }
        Set<String> seen = new HashSet<>();
        for (Manifest.Entry entry : manifest.files()) {
            if (!isInside(entry.path()) || !seen.add(entry.path())) {
                fault(entry.path(), "be a path in the backup, once", "another", "");
            } else if (!SHA_256.matcher(entry.sha256()).matches()) {
                fault(entry.path(), "have a SHA-256", entry.sha256(), "");
            } else {
                compare(entry);
            }
        }
        if (!manifest.state().isEmpty() && !seen.contains(manifest.state() + "/_metadata")) {
            fault("state", "be among the files", manifest.state(), "");
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    /** Whether a path that somebody wrote stays in the folder, and says so plainly. */
    private boolean isInside(String path) {
        if (path.isEmpty() || path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
            return false;
        }
        Path resolved = backup.resolve(path).normalize();
        return resolved.startsWith(backup)
                && backup.relativize(resolved).toString().replace('\\', '/').equals(path);
    }

    private void compare(Manifest.Entry entry) {
        Path file = backup.resolve(entry.path());
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || leadsElsewhere(file)) {
                fault(entry.path(), "be a file", "none", "");
                return;
            }
            if (Files.size(file) != entry.bytes()) {
                fault(entry.path(), "have " + entry.bytes() + " bytes", Files.size(file) + " bytes", "");
                return;
            }
            Manifest.Entry found = Copies.read(file, entry.path());
            if (!found.equals(entry)) {
                fault(entry.path(), "have SHA-256 " + entry.sha256(), found.sha256(), "the file has changed");
            }
        } catch (IOException e) {
            fault(entry.path(), "be readable", e.toString(), "");
        }
    }

    /** Whether a folder on the way to a file is a link to somewhere else. */
    private boolean leadsElsewhere(Path file) throws IOException {
        return !file.toRealPath().startsWith(backup.toRealPath());
    }

    private void fault(String path, String must, String got, String hint) {
        faults.add(new Fault(backup.toString(), 0, path, must, got, hint));
    }

    private void copy(Manifest manifest, Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            throw new UserMistake(directory + ": must be a folder in another");
        }
        Files.createDirectories(parent);
        Path part = Files.createTempDirectory(parent, directory.getFileName() + ".part-");
        try {
            for (Manifest.Entry entry : manifest.files()) {
                Manifest.Entry copied =
                        Copies.copy(backup.resolve(entry.path()), entry.path(), part.resolve(entry.path()));
                if (!copied.equals(entry)) {
                    throw new IOException(entry.path() + " has changed while it was copied");
                }
            }
            Files.deleteIfExists(directory); // it is empty
            Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            delete(part);
            throw e;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
