package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.Mlp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Settings of a projection head (Chen et al. 2020, arXiv:2002.05709): the loss compares what it puts out, so that the
 * encoder may keep what the views change.
 *
 * @param layers 1 is a linear map
 * @param hidden width inside; 0 is the encoder's
 * @param projection width of what the loss sees
 */
public record Projector(int layers, int hidden, int projection, Mlp.Norm norm, Mlp.End end) {

    /** Reads an objective's {@code layers}, {@code hidden}, {@code projection} and {@code norm}, with its own defaults. */
    static Projector read(Section section, Projector byDefault) {
        return new Projector(
                section.integer("layers", byDefault.layers, 1, 8),
                section.integer("hidden", byDefault.hidden, 0, 65_536),
                section.integer("projection", byDefault.projection, 2, 65_536),
                section.choice("norm", Mlp.Norm.class, byDefault.norm),
                byDefault.end);
    }

    /** Reads a predictor's section: as a head, but as wide at its end as the projector, which it is compared with. */
    Projector predictor(Section section, Projector byDefault) {
        return new Projector(
                section.integer("layers", byDefault.layers, 1, 8),
                section.integer("hidden", byDefault.hidden, 0, 65_536),
                projection,
                section.choice("norm", Mlp.Norm.class, byDefault.norm),
                byDefault.end);
    }

    /** The head over encodings of some width. */
    Mlp.Config over(int dimensions) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(layers - 1, hidden == 0 ? dimensions : hidden));
        widths.add(projection);
        return new Mlp.Config(widths, norm, end);
    }
}
