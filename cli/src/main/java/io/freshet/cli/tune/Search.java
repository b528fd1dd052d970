package io.freshet.cli.tune;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what to try next. */
interface Search {

    /** The next point; null where nothing is left to try. */
    @Nullable
    Map<String, String> next(List<Trial> done);

    /** How many there are at most of so many trials that are asked for. */
    default int most(int trials) {
        return trials;
    }
}
