package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * SimDINO (Wu et al. 2025, arXiv:2502.10385): every view of a history close to the momentum teacher's global views, and
 * the batch's coding rate large, which takes the place of DINO's centre, temperatures and outputs.
 */
public final class SimDino implements Objective {
    public static final String NAME = "simdino";

    /**
     * The authors' settings.
     *
     * @param closeness what the cosine counts beside the coding rate
     * @param eps how exactly the batch is to be coded
     * @param withTeacher whether the rate is that of the mean of student and teacher, else of the student alone
     */
    public record Config(
            double weight,
            double closeness,
            double eps,
            boolean withTeacher,
            Projector projector,
            MultiCrop crops,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 0, 64, Mlp.Norm.NONE, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("closeness", 1, 0, 1000),
                    section.number("eps", .5, .001, 1000),
                    section.bool("with-teacher", true),
                    Projector.read(section, HEAD),
                    MultiCrop.read(section, 2),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SimDino(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final ViewPairs pairs;
    private final Mlp head;

    private SimDino(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.pairs = ViewPairs.of(
                name, config.pairs(), config.crops().views(config.pairs().views()));
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Tensor online = head.apply(step.online(), views.online(0, views.views()));
        Tensor target = head.apply(step.target(), views.target(0, MultiCrop.GLOBALS));
        List<Tensor> student = views.split(online.l2Normalise());
        List<Tensor> teacher = views.split(target.l2Normalise().detach());
        Tensor rate = expansion(step.recorder(), student, teacher, config.withTeacher(), config.eps());
        return views.mean(closeness(student, teacher)).mul(-config.closeness()).sub(views.orZero(rate));
    }

    /**
     * The cosine of views with the teacher's global ones.
     *
     * @param student of every view, the global ones first, each (histories, dimensions), unit rows
     * @param teacher of the global views, each (histories, dimensions), unit rows
     * @return (histories)
     */
    static Tensor closeness(List<Tensor> student, List<Tensor> teacher) {
        return CrossViews.mean(
                teacher.size(),
                student.size(),
                (global, view) -> teacher.get(global).dot(student.get(view)));
    }

    /**
     * The mean coding rate of the global views.
     *
     * @param withTeacher whether of the mean of student and teacher, else of the student alone
     */
    static Tensor expansion(
            Recorder recorder, List<Tensor> student, List<Tensor> teacher, boolean withTeacher, double eps) {
        return CrossViews.mean(teacher.size(), global -> {
            Tensor rows = student.get(global);
            return codingRate(
                    recorder, withTeacher ? rows.add(teacher.get(global)).div(2) : rows, eps);
        });
    }

    /**
     * The coding rate of a batch: {@code logdet(I + d / (n eps) W^T W) / 2}, scaled as the paper scales it.
     *
     * @param rows (histories, dimensions)
     */
    static Tensor codingRate(Recorder recorder, Tensor rows, double eps) {
        double width = rows.dim(1).constant();
        Tensor count = recorder.lengthOf(rows.dim(0)).clampMin(1);
        Tensor gram =
                rows.transpose().matMul(rows).mul(count.mul(eps).reciprocal().mul(width));
        Tensor rate = recorder.eye(rows.dim(1)).add(gram).logDet().div(2);
        return rate.mul(count.add(width)).div(count.mul(width));
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
