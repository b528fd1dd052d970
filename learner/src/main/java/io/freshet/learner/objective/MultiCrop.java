package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Crop;
import io.freshet.learner.view.Views;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Multi-crop (SwAV: Caron et al. 2020, arXiv:2006.09882): beside two global views of a history, which the pipeline's views
 * make, some short parts of it.
 *
 * @param locals how many short parts; the papers take 6 to 10, but each costs another encoding
 * @param localShare of a history that such a part is
 */
record MultiCrop(int locals, double localShare) {
    /** The views that a teacher sees too. */
    static final int GLOBALS = 2;

    /** Reads {@code local-crops} and {@code local-share}; the share is the upper bound of DINO's small crops. */
    static MultiCrop read(Section section, int locals) {
        return new MultiCrop(section.integer("local-crops", locals, 0, 32), section.number("local-share", .4, .01, 1));
    }

    /** The compositions of all views, the global ones first. */
    List<Views> views(Views global) {
        List<Views> views = new ArrayList<>(Collections.nCopies(GLOBALS, global));
        Views local = new Views(List.of(new Views.Chosen(new Crop(new Crop.Config(localShare)), 1)));
        views.addAll(Collections.nCopies(locals, local));
        return views;
    }
}
