package io.freshet.model.optimise;

import io.freshet.config.Section;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Layer-wise adaptive rates (You et al. 2017, arXiv:1708.03888): SGD with momentum in which a matrix moves by a share of
 * its own length, as MoCo v3 and Barlow Twins use it; vectors move by plain SGD.
 */
public record Lars(double momentum, double trustCoefficient) implements Optimiser {
    static Lars read(Section section) {
        return new Lars(section.number("momentum", .9, 0, 1), section.number("trust-coefficient", 1e-3, 0, 1));
    }

    @Override
    public List<String> memories() {
        return new Sgd(momentum).memories();
    }

    @Override
    public boolean needsDecayByElement() {
        return true;
    }

    @Override
    public void record(Recorder recorder, FlatStep step) {
        List<Boolean> matrices = step.layout().ranges().stream()
                .map(range -> range.shape().rank() > 1)
                .toList();
        boolean[] trusted = new boolean[matrices.size()];
        for (int i = 0; i < trusted.length; i++) {
            trusted[i] = matrices.get(i);
        }
        Tensor direction = step.decayed(step.gradient());
        Tensor ratios = step.trustRatios(recorder, direction, trusted, trustCoefficient, Double.POSITIVE_INFINITY);
        Sgd.move(step, direction.mul(ratios), momentum);
    }
}
