package io.freshet.cli;

import io.freshet.cli.run.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what is wrong with a pipeline file: everything at once, each with its line. */
@Command(
        name = "validate",
        description = "Checks a pipeline file and reports every fault at once, with its line.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  freshet validate examples/shop/pipeline.yaml"})
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Pipeline pipeline = options.read();
        spec.commandLine().getOut().println("OK: " + pipeline.stream().name());
        return 0;
    }
}
