package io.freshet.model.optimise;

import io.freshet.model.program.Recorder;
import java.util.List;

/** How a gradient moves the flat buffer of dense parameters: a few operations on the whole buffer. */
public interface Optimiser {
    /** Names of what it remembers of every parameter from step to step. */
    List<String> memories();

    /** Whether it reads {@link FlatStep#decay} even where all matrices have the same. */
    boolean needsDecayByElement();

    /** Records one step. */
    void record(Recorder recorder, FlatStep step);
}
