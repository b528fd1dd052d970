package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What others did next: each of the entity's last five items votes for what came after it, the nearer the more. An
 * item's votes are tempered by the root of its visits, and popularity breaks ties.
 */
public final class Transitions implements Floor {
    private static final int REACH = EntityHistory.RECENT;
    private static final double FADE = .8;
    /** 1/distance as a whole number: 1 to 5 divide it. */
    private static final int UNIT = 60;

    private final Popularity popularity;
    private final PairCounts transitions;
    private final Scoreboard scores = new Scoreboard();

    /** @param popularity learns by itself, before this floor */
    public Transitions(Popularity popularity, long maxPairs) {
        this.popularity = popularity;
        this.transitions = new PairCounts(maxPairs);
    }

    @Override
    public String name() {
        return "transitions";
    }

    @Override
    public int rank(Visit visit) {
        EntityHistory history = visit.history();
        int reach = Math.min(REACH, history.recentVisits());
        long columns = 0;
        for (int ago = 0; ago < reach; ago++) {
            columns += transitions.columns(history.visit(ago));
        }
        scores.begin(visit.items(), columns);
        double fade = 1;
        for (int ago = 0; ago < reach; ago++) {
            int item = history.visit(ago);
            transitions.addTo(scores, item, (float) (fade / (Math.sqrt(popularity.count(item)) + 1)));
            fade *= FADE;
        }
        return scores.rank(visit, popularity);
    }

    @Override
    public void learn(Visit visit) {
        EntityHistory history = visit.history();
        for (int ago = 0; ago < Math.min(REACH, history.recentVisits()); ago++) {
            transitions.add(history.visit(ago), visit.item(), UNIT / (ago + 1), visit.items());
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        transitions.save(out, false);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        transitions.restore(in, popularity.items(), false);
    }
}
