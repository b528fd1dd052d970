package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;

/** The entity's own items, the latest first, then what is popular of late. */
public final class Revisit implements Floor {
    private final DecayedPopularity popularity;

    /** @param popularity learns by itself */
    public Revisit(DecayedPopularity popularity) {
        this.popularity = popularity;
    }

    @Override
    public String name() {
        return "revisit";
    }

    @Override
    public int rank(Visit visit) {
        EntityHistory history = visit.history();
        int target = visit.item();
        int place = history.placeOf(target);
        int rank = 1;
        if (place >= 0) {
            return rank + place - excludedBefore(place, visit);
        }
        // every own item is before the target, and every other item that weighs as much; the excluded are all own
        double mine = popularity.weight(target);
        int others = popularity.atLeast(mine) - 1;
        for (int i = 0; i < history.items(); i++) {
            others -= popularity.weight(history.item(i)) >= mine ? 1 : 0;
        }
        return rank + history.items() - visit.excluded().length + others;
    }

    private static int excludedBefore(int place, Visit visit) {
        if (visit.excluded().length == visit.history().items() - 1) {
            return place;
        }
        int before = 0;
        for (int item : visit.excluded()) {
            before += visit.history().placeOf(item) < place ? 1 : 0;
        }
        return before;
    }

    @Override
    public void learn(Visit visit) {
        // history and popularity are kept by others
    }

    @Override
    public void save(DataOutput out) {
        // nothing of its own
    }

    @Override
    public void restore(DataInput in) {
        // nothing of its own
    }
}
