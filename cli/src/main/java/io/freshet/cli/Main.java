package io.freshet.cli;

import io.freshet.cli.run.UserMistake;
import io.freshet.config.ConfigException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code freshet}. Its exit code is 0 when done, 1 on a fault, 2 on a mistake of the user's. */
@Command(
        name = "freshet",
        description = "Learns from a stream of unlabeled events while they pass, and publishes fresh embeddings.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            IngestCommand.class,
            LearnCommand.class,
            ServeCommand.class,
            ReplayCommand.class,
            ValidateCommand.class,
            DescribeCommand.class,
            DoctorCommand.class,
            TopicsCommand.class,
            SearchCommand.class,
            ForgetCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ReportCommand.class,
            TuneCommand.class,
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 fault, 2 mistake in the command or the pipeline file.",
            "",
            "Examples:",
            "  freshet demo                       a shop, learnt while you watch",
            "  freshet run my/pipeline.yaml       a stream of your own, everything embedded",
            "  freshet run --help                 what a command takes"
        })
public final class Main implements Runnable {

    @CommandLine.Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "On a fault, print where in the program it happened.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .registerConverter(Duration.class, Amounts::duration)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(main::explain);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private int explain(Exception fault, CommandLine command, ParseResult parsed) {
        if (fault instanceof ConfigException || fault instanceof UserMistake) {
            command.getErr().println(fault.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        command.getErr().println("freshet: " + (fault.getMessage() == null ? fault : fault.getMessage()));
        if (verbose) {
            fault.printStackTrace(command.getErr());
        } else {
            command.getErr().println("(--verbose says where)");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What {@code --version} says. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "freshet " + (version == null ? "(built from source)" : version),
                "java " + Runtime.version() + " on " + System.getProperty("os.name")
            };
        }
    }
}
