package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import io.freshet.model.testing.GoldenCheck;
import io.freshet.model.testing.GoldenLoss;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the golden files of the triplet losses and the contrastive terms of recommenders are compared with. */
final class ContrastiveChecks {
    private ContrastiveChecks() {}

    /** Item of a golden file to its check. */
    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("duorec_nce", GoldenLoss.of(loss -> duoRec(loss, none(loss))));
        checks.put("duorec_nce_cos", GoldenLoss.of(loss -> duoRec(loss, none(loss))));
        checks.put("duorec_nce_fnmask", GoldenLoss.of(ContrastiveChecks::duoRecWithoutFalseNegatives));
        checks.put("triplet", GoldenLoss.of(ContrastiveChecks::triplet));
        checks.put("triplet_cosine", GoldenLoss.of(ContrastiveChecks::tripletByCosine));
        return checks;
    }

    private static Tensor duoRec(GoldenLoss loss, Tensor blocked) {
        String similarity = loss.golden().text("sim").equals("cos")
                ? "COSINE"
                : loss.golden().text("sim");
        return DuoRec.losses(
                        loss.recorder(),
                        loss.leaf("z1"),
                        loss.leaf("z2"),
                        blocked,
                        DuoRec.Similarity.valueOf(similarity.toUpperCase(Locale.ROOT)),
                        loss.parameter("tau"))
                .mean();
    }

    private static Tensor duoRecWithoutFalseNegatives(GoldenLoss loss) {
        loss.also("loss_without_fn_mask", duoRec(loss, none(loss)));
        Tensor target = loss.index("target");
        return duoRec(loss, target.unsqueeze(1).eq(target.unsqueeze(0)));
    }

    private static Tensor none(GoldenLoss loss) {
        Tensor place = loss.recorder().arange(loss.golden().input("z1").shape().dim(0));
        return place.unsqueeze(1).lt(0).or(place.unsqueeze(0).lt(0));
    }

    private static Tensor triplet(GoldenLoss loss) {
        return loss.also(
                        "per_row",
                        Triplet.losses(
                                loss.leaf("anchor"),
                                loss.leaf("positive"),
                                loss.leaf("negative"),
                                loss.parameter("margin"),
                                loss.parameter("p"),
                                loss.golden().flag("swap")))
                .mean();
    }

    private static Tensor tripletByCosine(GoldenLoss loss) {
        return loss.also(
                        "per_row",
                        Triplet.cosineLosses(
                                loss.leaf("anchor"),
                                loss.leaf("positive"),
                                loss.leaf("negative"),
                                loss.parameter("margin")))
                .mean();
    }
}
