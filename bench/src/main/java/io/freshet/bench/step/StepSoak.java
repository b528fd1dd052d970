package io.freshet.bench.step;

import io.freshet.bench.ResidentMemory;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes many steps of the small size and watches the memory that is resident: it has to stay what it was. */
@Command(
        name = "freshet bench soak",
        mixinStandardHelpOptions = true,
        description = "Takes many small steps; fails where resident memory grows by 2 % after the first thousand.")
public final class StepSoak implements Callable<Integer> {
    private static final int SETTLED = 1000;
    private static final double MOST_GROWTH = .02;

    @Option(names = "--steps", defaultValue = "100000", description = "Default: 100000.")
    private int steps;

    public static void main(String[] args) {
        System.exit(new CommandLine(new StepSoak()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        NativeEngine.useThreads(1);
        StepSize small = StepSize.ALL.stream()
                .filter(size -> size.name().equals("small"))
                .findFirst()
                .orElseThrow();
        StepModel model = new StepModel(small);
        try (FreshetStep step = new FreshetStep(model, StepData.draw(small, model.layout(), 1), Device.cpu())) {
            step.take(SETTLED);
            long settled = ResidentMemory.bytes() / 1024;
            System.out.printf("after %,7d steps %,d KiB%n", SETTLED, settled);
            double growth = 0;
            int every = Math.max(SETTLED, steps / 20);
            for (int taken = SETTLED; taken < steps; ) {
                int next = Math.min(every - taken % every, steps - taken);
                double loss = step.take(next).lastLoss();
                taken += next;
                growth = ResidentMemory.bytes() / 1024.0 / settled - 1;
                System.out.printf(
                        "after %,7d steps %,d KiB, %+.2f %%, loss %.4f%n",
                        taken, ResidentMemory.bytes() / 1024, 100 * growth, loss);
            }
            return growth < MOST_GROWTH ? 0 : 1;
        }
    }
}
