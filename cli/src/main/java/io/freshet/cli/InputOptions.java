package io.freshet.cli;

import io.freshet.cli.run.UserMistake;
import io.freshet.ingest.file.Speed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands take that replay a file. */
final class InputOptions {
    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "The file to replay, CSV or JSON lines, plain or gzip (default: the pipeline's source.file).")
    private @Nullable Path file;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            converter = Amounts.SpeedConverter.class,
            description = "A multiple of the events' own pace, such as 60x (default: as fast as it goes).")
    private Speed speed = Speed.FULL;

    Speed speed() {
        return speed;
    }

    /** What these options override in the pipeline. */
    Map<String, String> overrides() {
        if (file == null) {
            return Map.of();
        }
        if (!Files.isReadable(file)) {
            throw new UserMistake("--input: must be a readable file, got " + file);
        }
        String path = file.toAbsolutePath().toString();
        return Map.of("source.file.path", "'" + path.replace("'", "''") + "'");
    }
}
