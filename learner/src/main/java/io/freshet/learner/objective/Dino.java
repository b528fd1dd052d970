package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Self-distillation with no labels (DINO: Caron et al. 2021, arXiv:2104.14294): every view of a history is to say what the
 * momentum teacher says of its global views, sharpened by a low temperature and centred, so that neither one output nor
 * all of them win.
 */
public final class Dino implements Objective {
    public static final String NAME = "dino";

    /**
     * Temperatures and the centre's momentum are the paper's; its 65,536 outputs are for a million images. Its head needs
     * no batch norm, but encodings of histories start out alike, and without one all of them end as one.
     *
     * @param outputs how many directions the last layer knows
     * @param centreMomentum how much of the centre stays at each step
     */
    public record Config(
            double weight,
            double studentTemperature,
            double teacherTemperature,
            double centreMomentum,
            int outputs,
            Projector projector,
            MultiCrop crops,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 0, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("student-temperature", .1, .001, 100),
                    section.number("teacher-temperature", .04, .001, 100),
                    section.number("centre-momentum", .9, 0, 1),
                    section.integer("outputs", 256, 2, 1_000_000),
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
            return new Dino(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final String name;
    private final ViewPairs pairs;
    private final Mlp head;
    private final Prototypes outputs;

    private Dino(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.name = name;
        this.pairs = ViewPairs.of(
                        name,
                        config.pairs(),
                        config.crops().views(config.pairs().views()))
                .atLeast(2);
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
        this.outputs =
                new Prototypes(parameters.at("outputs"), config.projector().projection(), config.outputs());
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Tensor centre = step.state(name + ".centre", Shape.of(config.outputs()));
        Tensor student = outputs(step.online(), views.online(0, views.views()));
        Tensor teacher =
                outputs(step.target(), views.target(0, MultiCrop.GLOBALS)).detach();
        Tensor losses = losses(
                views.split(student),
                views.split(teacher),
                centre,
                config.studentTemperature(),
                config.teacherTemperature());
        Tensor moved = moved(step.recorder(), centre, teacher, config.centreMomentum());
        step.afterUpdate(() -> centre.assign(moved));
        return views.mean(losses);
    }

    private Tensor outputs(Parameters parameters, Tensor encoded) {
        return outputs.scores(parameters, head.apply(parameters, encoded));
    }

    /**
     * @param student of every view, the global ones first, each (histories, outputs)
     * @param teacher of the global views, each (histories, outputs)
     * @param centre (outputs) or a shape that broadcasts
     * @return (histories)
     */
    static Tensor losses(
            List<Tensor> student,
            List<Tensor> teacher,
            Tensor centre,
            double studentTemperature,
            double teacherTemperature) {
        return CrossViews.mean(
                teacher.size(),
                student.size(),
                (global, view) -> teacher.get(global)
                        .sub(centre)
                        .div(teacherTemperature)
                        .softmax(-1)
                        .detach()
                        .dot(student.get(view).div(studentTemperature).logSoftmax(-1))
                        .neg());
    }

    /**
     * The centre after a step: moved towards the mean of what the teacher said, and kept where it said nothing.
     *
     * @param centre (outputs) or (1, outputs)
     * @param teacher (rows, outputs)
     */
    static Tensor moved(Recorder recorder, Tensor centre, Tensor teacher, double momentum) {
        Tensor rows = recorder.lengthOf(teacher.dim(0));
        Tensor mean = teacher.sum(0).div(rows.clampMin(1));
        return centre.add(mean.sub(centre).mul(rows.clampMax(1).mul(1 - momentum)));
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
