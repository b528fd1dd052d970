package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import io.freshet.model.testing.GoldenCheck;
import io.freshet.model.testing.GoldenLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the golden files of losses at nested widths are compared with. */
final class MatryoshkaChecks {
    private MatryoshkaChecks() {}

    /** Item of a golden file to its check. */
    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("matryoshka_ce", GoldenLoss.of(MatryoshkaChecks::softmaxOfEachWidth));
        checks.put("matryoshka_ce_efficient", GoldenLoss.of(MatryoshkaChecks::softmaxSharedByWidths));
        checks.put("matryoshka_infonce", GoldenLoss.of(MatryoshkaChecks::infoNce));
        return checks;
    }

    private static Tensor softmaxOfEachWidth(GoldenLoss loss) {
        double[] widths = loss.golden().parameters("nesting");
        Tensor x = loss.leaf("x");
        Tensor labels = loss.index("labels");
        return Matryoshka.sum(
                weights(loss, "relative_importance"),
                i -> NextEvent.losses(Prefix.of(x, (long) widths[i]), loss.leaf("W" + i), loss.leaf("b" + i), labels)
                        .mean());
    }

    private static Tensor softmaxSharedByWidths(GoldenLoss loss) {
        double[] widths = loss.golden().parameters("nesting");
        Tensor x = loss.leaf("x");
        Tensor rows = loss.leaf("W0");
        Tensor bias = loss.leaf("b0");
        Tensor labels = loss.index("labels");
        return Matryoshka.sum(
                weights(loss, "relative_importance"),
                i -> NextEvent.losses(Prefix.of(x, (long) widths[i]), Prefix.of(rows, (long) widths[i]), bias, labels)
                        .mean());
    }

    private static Tensor infoNce(GoldenLoss loss) {
        double[] widths = loss.golden().parameters("dims");
        Tensor anchor = loss.leaf("anchor");
        Tensor positive = loss.leaf("positive");
        Tensor none = loss.recorder().zeros(anchor.shape().before(1));
        Tensor[] each = new Tensor[widths.length];
        Arrays.setAll(each, i -> {
            Tensor a = Prefix.of(anchor, (long) widths[i]).l2Normalise();
            Tensor p = Prefix.of(positive, (long) widths[i]).l2Normalise();
            return NextEvent.losses(
                            a.mul(loss.parameter("scale")),
                            p,
                            none,
                            loss.recorder().arange(a.dim(0)))
                    .mean();
        });
        loss.also("per_dim", loss.recorder().stack(List.of(each)));
        return Matryoshka.sum(weights(loss, "weights"), i -> each[i]);
    }

    private static List<Double> weights(GoldenLoss loss, String name) {
        return Arrays.stream(loss.golden().parameters(name)).boxed().toList();
    }
}
