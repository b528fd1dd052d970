package io.freshet.cli.backup;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.UserMistake;
import io.freshet.learner.job.EmbeddedFlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Copies what brings an embedded line back: the log with its schemas, the learner's savepoint and the snapshots of the model.
 * The rest is made of these: serving's index of the embeddings topic, ingest's state of its changelogs.
 *
 * <p>In a backup files have the paths that they have in a data directory.
 */
public final class Backup {
    private static final String LOG = "log/broker";
    private static final String SCHEMAS = "log/schemas.json";
    private static final String SNAPSHOTS = "learner/snapshots";

    private Backup() {}

    /**
     * What was written.
     *
     * @param bytes of all files
     */
    public record Written(int files, long bytes) {}

    /**
     * Backs a line up that is not at work.
     *
     * @param target a folder that is empty, or is not there
     */
    @SuppressWarnings("try") // the line is held, not called
    public static Written write(String pipeline, DataDirectory directory, Path target) throws IOException {
        requireEmpty(target);
        if (target.toAbsolutePath()
                .normalize()
                .startsWith(directory.path().toAbsolutePath().normalize())) {
            throw new UserMistake(target + " is inside the data directory, which it is to outlive");
        }
        if (!Files.isDirectory(directory.path().resolve(LOG))) {
            throw new UserMistake("There is nothing to back up in " + directory.path() + "; give another --data-dir");
        }
        try (StoppedLine held = StoppedLine.hold(directory)) {
            Optional<Path> savepoint = savepoint(directory);
            List<String> paths = new ArrayList<>(filesOf(directory, List.of(LOG, SCHEMAS, SNAPSHOTS)));
            String state = savepoint.map(path -> relative(directory, path)).orElse("");
            if (savepoint.isPresent()) {
                paths.addAll(filesOf(directory, List.of(state)));
            }
            Files.createDirectories(target);
            List<Manifest.Entry> files = new ArrayList<>();
            for (String path : paths) {
                files.add(Copies.copy(directory.path().resolve(path), path, target.resolve(path)));
            }
            Manifest manifest = new Manifest(
                    Manifest.FORMAT,
                    pipeline,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    versions(),
                    state,
                    files);
            manifest.write(target);
            return new Written(files.size(), manifest.bytes());
        }
    }

    static void requireEmpty(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(target)) {
                throw new UserMistake(target + ": must be a folder, got a file");
            }
            try (Stream<Path> inside = Files.list(target)) {
                if (inside.findAny().isPresent()) {
                    throw new UserMistake(target + ": must be empty or not there, got a folder with something in it");
                }
            }
        }
    }

    /** The learner's newest state. A savepoint stands by itself; a checkpoint needs files of earlier ones, in their places. */
    private static Optional<Path> savepoint(DataDirectory directory) throws IOException {
        Optional<Path> newest = EmbeddedFlink.newestState(directory.learnerState());
        if (newest.isPresent() && !newest.get().getFileName().toString().startsWith("savepoint")) {
            throw new UserMistake("The learner was not stopped in good order: its newest state is the checkpoint "
                    + newest.get() + ". Start the line once, stop it by Ctrl-C, and back it up then");
        }
        return newest;
    }

    private static List<String> filesOf(DataDirectory directory, List<String> parts) throws IOException {
        List<String> files = new ArrayList<>();
        for (String part : parts) {
            Path root = directory.path().resolve(part);
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .filter(file -> !file.getFileName().toString().equals(".lock")) // the broker's
                        .map(file -> relative(directory, file))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static String relative(DataDirectory directory, Path path) {
        return directory
                .path()
                .toAbsolutePath()
                .normalize()
                .relativize(path.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** Of what wrote the files. */
    static Map<String, String> versions() {
        String freshet = Backup.class.getPackage().getImplementationVersion();
        Map<String, String> versions = new TreeMap<>();
        versions.put("freshet", freshet == null ? "built from source" : freshet);
        versions.put("flink", EmbeddedFlink.version());
        versions.put("kafka", AppInfoParser.getVersion());
        return versions;
    }
}
