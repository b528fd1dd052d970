package io.freshet.cli;

import io.freshet.cli.run.Pipeline;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.FeatureLayout;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what one train step computes, as the engine will run it. */
@Command(
        name = "program",
        description = "Shows the train step of a pipeline: what it takes, each operation with type and shape, what it"
                + " returns.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A dimension with a name differs from step to step. 'state' is changed in place, 'input' is only read.",
            "",
            "Examples:",
            "  freshet describe program examples/shop/pipeline.yaml",
            "  freshet describe program examples/shop/pipeline.yaml --set learner.optimiser.type=lamb"
        })
final class DescribeProgramCommand implements Callable<Integer> {
    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        // what is computed is the same everywhere, and this machine may not have the pipeline's device
        Pipeline pipeline = options.read(Map.of("learner.device", "cpu"));
        FeatureLayout layout = FeatureLayout.of(pipeline.stream());
        PrintWriter out = spec.commandLine().getOut();
        try (OnlineLearner learner = new OnlineLearner(pipeline.learner().learner(), layout)) {
            out.println("# Parameters, " + learner.parameters().size() + " numbers in one buffer");
            out.println(learner.parameters());
            out.println();
            out.println("# Step");
            out.print(learner.program());
        }
        out.flush();
        return 0;
    }
}
