package io.freshet.bench;

import io.freshet.config.ConfigException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** How every benchmark with arguments starts and ends. */
public final class Benchmarks {
    /** The repository, from which benchmarks name their files. */
    public static final Path HOME = Path.of(System.getProperty("freshet.home", "."));

    private Benchmarks() {}

    /** Runs one and ends the process: 0, or 2 after a sentence for each of the user's mistakes. */
    public static void exit(Callable<Integer> benchmark, String[] args) {
        System.exit(new CommandLine(benchmark)
                .setExecutionExceptionHandler(Benchmarks::explain)
                .execute(args));
    }

    private static int explain(Exception fault, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (fault instanceof ConfigException) {
            command.getErr().println(fault.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw fault;
    }
}
