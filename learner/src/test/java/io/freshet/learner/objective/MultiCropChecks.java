package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import io.freshet.model.testing.GoldenCheck;
import io.freshet.model.testing.GoldenLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the golden files of objectives over several views of a history are compared with. */
final class MultiCropChecks {
    private static final int GLOBAL_VIEWS = 2;

    private MultiCropChecks() {}

    /** Item of a golden file to its check. */
    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("dino", GoldenLoss.of(MultiCropChecks::dino));
        checks.put("lejepa", GoldenLoss.of(MultiCropChecks::leJepa));
        checks.put("lejepa_global_local", GoldenLoss.of(MultiCropChecks::leJepaWithLocalViews));
        checks.put("sigreg", GoldenLoss.of(MultiCropChecks::sigReg));
        checks.put("simdino", GoldenLoss.of(MultiCropChecks::simDino));
        checks.put("swav", GoldenLoss.of(MultiCropChecks::swav));
        return checks;
    }

    private static Tensor swav(GoldenLoss loss) {
        List<Tensor> scores = split(loss.leaf("scores"), (int) loss.parameter("n_crops"));
        Tensor counted = loss.recorder().ones(scores.get(0).shape().before(1));
        List<Tensor> assignments = scores.subList(0, GLOBAL_VIEWS).stream()
                .map(view -> SwAV.assign(
                        view, counted, loss.parameter("epsilon"), (int) loss.parameter("sinkhorn_iterations")))
                .toList();
        loss.also("q_view0", assignments.get(0));
        return SwAV.losses(assignments, scores, loss.parameter("temperature")).mean();
    }

    private static Tensor dino(GoldenLoss loss) {
        Tensor centre = loss.constant("center");
        Tensor teacher = loss.constant("teacher");
        loss.also("center_after", Dino.moved(loss.recorder(), centre, teacher, loss.parameter("center_momentum")));
        return Dino.losses(
                        split(loss.leaf("student"), (int) loss.parameter("n_crops")),
                        split(teacher, (int) loss.parameter("n_global")),
                        centre,
                        loss.parameter("student_temp"),
                        loss.parameter("teacher_temp"))
                .mean();
    }

    private static Tensor simDino(GoldenLoss loss) {
        List<Tensor> student = split(loss.leaf("student").l2Normalise(), (int) loss.parameter("n_crops"));
        List<Tensor> teacher = split(loss.constant("teacher").l2Normalise(), (int) loss.parameter("n_global"));
        Tensor closeness = loss.also("comp", SimDino.closeness(student, teacher).mean());
        Tensor rate = loss.also(
                "expa",
                SimDino.expansion(
                        loss.recorder(), student, teacher, loss.parameter("expa_type") == 1, loss.parameter("eps")));
        return closeness.mul(-loss.parameter("coeff")).sub(rate);
    }

    private static Tensor sigReg(GoldenLoss loss) {
        Tensor rows = loss.leaf("x");
        LeJepa.Knots knots = knots(loss);
        Tensor first = LeJepa.eppsPulley(loss.recorder(), rows.slice(1, 0, 1), knots);
        loss.also("epps_pulley_first_column", first.select(0, 0));
        return loss.also("per_slice", LeJepa.sigReg(loss.recorder(), rows, loss.constant("A"), knots))
                .mean();
    }

    private static Tensor leJepa(GoldenLoss loss) {
        List<Tensor> views = views(loss.leaf("proj"));
        Tensor spread = loss.also("inv", LeJepa.spread(views, views).mean());
        Tensor regular = loss.also("sigreg", LeJepa.sigReg(loss.recorder(), views, loss.constant("A"), knots(loss)));
        return LeJepa.weighed(spread, regular, loss.parameter("lamb"));
    }

    private static Tensor leJepaWithLocalViews(GoldenLoss loss) {
        List<Tensor> global = views(loss.leaf("global_proj"));
        List<Tensor> all = new ArrayList<>(global);
        all.addAll(views(loss.leaf("local_proj")));
        Tensor spread = LeJepa.spread(global, all).mean();
        Tensor regular = LeJepa.sigReg(loss.recorder(), all, loss.constant("A"), knots(loss));
        return LeJepa.weighed(spread, regular, loss.parameter("lamb"));
    }

    private static LeJepa.Knots knots(GoldenLoss loss) {
        return new LeJepa.Knots((int) loss.parameter("knots"), loss.parameter("t_max"));
    }

    /** The parts of rows that stand view after view. */
    private static List<Tensor> split(Tensor rows, int views) {
        long each = rows.dim(0).constant() / views;
        List<Tensor> parts = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            parts.add(rows.slice(0, view * each, (view + 1) * each));
        }
        return parts;
    }

    private static List<Tensor> views(Tensor stacked) {
        List<Tensor> views = new ArrayList<>();
        for (int view = 0; view < stacked.dim(0).constant(); view++) {
            views.add(stacked.select(0, view));
        }
        return views;
    }
}
