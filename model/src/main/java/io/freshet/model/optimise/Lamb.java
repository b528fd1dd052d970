package io.freshet.model.optimise;

import io.freshet.config.Section;
import io.freshet.model.program.DType;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Layer-wise adaptive moments (You et al. 2020, arXiv:1904.00962): Adam's direction, by the share of each parameter's
 * own length.
 *
 * @param form which of the two updates that go by the name
 * @param longest what counts as a parameter's length at most
 */
public record Lamb(double beta1, double beta2, double eps, Form form, double longest) implements Optimiser {
    /** The paper's bound of a parameter's length. */
    public static final double LONGEST = 10;

    /** Which of the two updates that go by the name of LAMB. */
    public enum Form {
        /** As in timm and NVIDIA's fused kernel: moments corrected for their start; only what decays is scaled. */
        CORRECTED,
        /** As in the paper's third version: no correction, every parameter scaled, lengths bounded. */
        PAPER
    }

    static Lamb read(Section section) {
        Form form = section.choice("form", Form.class, Form.CORRECTED);
        return new Lamb(
                section.number("beta1", .9, 0, 1),
                section.number("beta2", .999, 0, 1),
                section.number("eps", 1e-6, 0, 1),
                form,
                form == Form.PAPER ? section.number("longest", LONGEST, 1e-9, 1e9) : Double.POSITIVE_INFINITY);
    }

    @Override
    public List<String> memories() {
        return List.of("first", "second");
    }

    @Override
    public boolean needsDecayByElement() {
        return true;
    }

    @Override
    public void record(Recorder recorder, FlatStep step) {
        step.steps().addInPlace(1);
        Tensor first = step.memory("first");
        Tensor second = step.memory("second");
        first.lerpInPlace(step.gradient(), 1 - beta1);
        second.mulInPlace(beta2);
        second.addProductInPlace(step.gradient(), step.gradient(), 1 - beta2);

        boolean paper = form == Form.PAPER;
        Tensor update = step.decayed(paper ? first.div(second.sqrt().add(eps)) : corrected(step, first, second));
        boolean[] trusted = new boolean[step.decays().length];
        for (int i = 0; i < trusted.length; i++) {
            trusted[i] = paper || step.decays()[i] != 0;
        }
        Tensor ratios = step.trustRatios(recorder, update, trusted, 1, longest);
        step.parameters().addProductInPlace(update.mul(ratios), step.elementRate(), -1);
    }

    private Tensor corrected(FlatStep step, Tensor first, Tensor second) {
        // in 64 bit: 1 - .999 loses four digits in 32
        Tensor count = step.steps().cast(DType.FLOAT64);
        DType type = first.type();
        Tensor firstScale = count.exponentOf(beta1).subtractedFrom(1).cast(type);
        Tensor secondScale = count.exponentOf(beta2).subtractedFrom(1).sqrt().cast(type);
        return first.div(firstScale).div(second.sqrt().div(secondScale).add(eps));
    }
}
