package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final Dim BATCH = Dim.named("batch");

    @Test
    void stepGathersDifferentiatesAndUpdatesInOneCall() {
        Recorder r = new Recorder("train-step", DType.FLOAT64);
        Tensor ids = r.intInput("ids", Shape.of(BATCH));
        Tensor target = r.input("target", Shape.of(BATCH, 1));
        Tensor table = r.state("table", Shape.of(4, 2));
        Tensor params = r.state("params", Shape.of(3));

        Tensor flat = params.leaf();
        Tensor rows = table.gatherRows(ids).leaf();
        Tensor weight = flat.slice(0, 0, 2).reshape(1, 2);
        Tensor bias = flat.slice(0, 2, 3);
        Tensor loss = rows.linear(weight, bias).sub(target).square().mean();
        List<Tensor> grads = r.gradient(loss, List.of(flat, rows));
        params.addScaledInPlace(grads.get(0), -0.5);
        table.addRows(ids, grads.get(1).mul(-1));
        r.output("loss", loss);
        Program program = r.program();

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = program.load(Device.cpu())) {
            DeviceTensor tableState = scope.doubles(Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8);
            DeviceTensor paramState = scope.doubles(Shape.of(3), 1, 0, 1);
            try (Outputs outputs = step.run(
                    scope.longs(Shape.of(2), 0, 2), scope.doubles(Shape.of(2, 1), 1, 4), tableState, paramState)) {
                assertThat(outputs.scalar("loss")).isEqualTo((1 + 4) / 2.0);
            }
            // d loss / d prediction = (1, 2)
            assertThat(paramState.doubles()).containsExactly(1 - 0.5 * 11, -0.5 * 14, 1 - 0.5 * 3);
            assertThat(tableState.doubles()).containsExactly(0, 2, 3, 4, 3, 6, 7, 8);
        }
    }
}
