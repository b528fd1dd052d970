package io.freshet.learner.training;

import io.freshet.learner.evaluate.DriftDetector;
import io.freshet.learner.evaluate.DriftDetector.Change;
import io.freshet.learner.evaluate.Marginals;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sees when the stream changes: by the model's own hits, which fall when what it has learnt no longer holds, and by the
 * fields, which may change long before anybody notices. Remembers when, and says whether the change is to be answered.
 */
final class DriftWatch {
    /** Moments that are kept; of more, the oldest of a field goes first. */
    static final int KEPT = 200;

    private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);
    private static final String HITS = "hr10";

    private final DriftConfig config;
    private final @Nullable DriftDetector hits;
    private final @Nullable Marginals marginals;
    private final List<DriftMoment> moments = new ArrayList<>();
    private long count;
    private long answeredAt;

    DriftWatch(DriftConfig config, FeatureLayout layout) {
        this.config = config;
        Supplier<DriftDetector> detectors = config.detectors();
        hits = detectors != null && config.on().contains(DriftConfig.PREQUENTIAL) ? detectors.get() : null;
        marginals = detectors != null && config.on().contains(DriftConfig.MARGINALS)
                ? new Marginals(layout, detectors)
                : null;
    }

    /**
     * Takes the next event in.
     *
     * @param number of the event, from 1
     * @param hit whether its item was among the first ten; null where it was not ranked
     * @return whether the stream has changed and that is to be answered
     */
    boolean add(long number, EventFeatures event, @Nullable Boolean hit) {
        boolean answer = false;
        // a score that rises is a model that learns
        if (hits != null && hit != null && hits.add(hit ? 1 : 0) == Change.FELL) {
            answer = isAnswered(
                    new DriftMoment(++count, number, DriftMoment.SCORE, HITS, hits.name()), DriftConfig.PREQUENTIAL);
        }
        if (marginals != null) {
            for (String field : marginals.add(event)) {
                String detector = marginals.detector();
                answer |= isAnswered(
                        new DriftMoment(++count, number, DriftMoment.FIELD, field, detector), DriftConfig.MARGINALS);
            }
        }
        return answer;
    }

    private boolean isAnswered(DriftMoment moment, String watched) {
        moments.add(moment);
        if (moments.size() > KEPT) {
            DriftMoment leaves = moments.stream()
                    .filter(old -> old.kind().equals(DriftMoment.FIELD))
                    .findFirst()
                    .orElse(moments.get(0));
            moments.remove(leaves);
        }
        boolean rests =
                answeredAt > 0 && moment.event() - answeredAt < config.policy().pause();
        boolean answer = config.policy().on().contains(watched) && !rests;
        // fields change all along in many streams
        LOG.atLevel(moment.kind().equals(DriftMoment.SCORE) || answer ? Level.INFO : Level.DEBUG)
                .log(
                        "The stream has changed by event {}: {} {}, seen by {}{}",
                        moment.event(),
                        moment.kind(),
                        moment.name(),
                        moment.detector(),
                        answer ? "; the learner answers" : "");
        if (answer) {
            answered(moment.event());
        }
        return answer;
    }

    /** Rates that rise after a change rise from this event on. */
    void answered(long event) {
        answeredAt = Math.max(1, event);
    }

    /** Events before the last answer; 0 where there was none. */
    long answeredAt() {
        return answeredAt;
    }

    /** What a rate is multiplied by now. */
    double boost(long examples) {
        return answeredAt == 0 ? 1 : config.policy().boost(examples - answeredAt);
    }

    /** By name, for the metric {@code drift}: how many, and {@code at.<number>.<detector>.<kind>.<name>} of those kept. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        if (config.detectors() == null) {
            return figures;
        }
        figures.put("moments", (double) count);
        for (DriftMoment moment : moments) {
            figures.put("at." + moment.figure(), (double) moment.event());
        }
        return figures;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(answeredAt);
        out.writeInt(moments.size());
        for (DriftMoment moment : moments) {
            out.writeLong(moment.number());
            out.writeLong(moment.event());
            out.writeUTF(moment.kind());
            out.writeUTF(moment.name());
            out.writeUTF(moment.detector());
        }
        out.writeUTF(watched());
        if (hits != null) {
            hits.save(out);
        }
        if (marginals != null) {
            marginals.save(out);
        }
    }

    void restore(DataInput in) throws IOException {
        count = in.readLong();
        answeredAt = in.readLong();
        moments.clear();
        for (int left = in.readInt(); left > 0; left--) {
            moments.add(new DriftMoment(in.readLong(), in.readLong(), in.readUTF(), in.readUTF(), in.readUTF()));
        }
        if (!in.readUTF().equals(watched())) {
            throw new IOException("the state is of a learner that watched other figures for drift (learner.drift):"
                    + " restore it with the settings it was saved with, or start anew");
        }
        if (hits != null) {
            hits.restore(in);
        }
        if (marginals != null) {
            marginals.restore(in);
        }
    }

    // what stands in the state, so that another's is not misread
    private String watched() {
        return (hits == null ? "" : hits.name()) + " " + (marginals == null ? "" : marginals.detector());
    }
}
