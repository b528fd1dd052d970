package io.freshet.learner.training;

import io.freshet.learner.training.Trip.Cause;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what goes into a step and at what comes out of it, and lets nothing pass that a healthy model would not give:
 * events that are no numbers, steps that are not finite or far too large, embeddings that have collapsed, scores that
 * have fallen. What becomes of the model is the learner's part.
 */
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    // no healthy start is longer: vectors begin at some tenths a dimension
    private static final double FIRST_LENGTH = .5;
    private static final long COLLAPSE_SHOWS_AFTER = 64; // steps

    private final GuardConfig config;
    private final double clipNorm;
    private final Sameness sameness;
    private final NormWatch gradients;
    private final Level parameters = new Level(0);
    private final Level entities;
    private final Level items;
    private final CollapseWatch collapse;
    private final ConstantWatch constant;
    private final FallWatch fall;

    private final Map<Cause, Long> trips = new EnumMap<>(Cause.class);
    private final Deque<Long> repeats = new ArrayDeque<>(); // batches at which it tripped
    private long batches;
    private long quarantined;
    private long heldBack;
    private boolean suspended;
    private boolean healthy = true;
    private boolean wasFinite = true;

    Guard(GuardConfig config, double clipNorm, Sameness sameness, int width, double parameterNorm) {
        this.config = config;
        this.clipNorm = clipNorm;
        this.sameness = sameness;
        this.gradients = new NormWatch(config.gradientFactor());
        this.collapse = new CollapseWatch(config.collapse());
        this.constant = new ConstantWatch(config.collapse().constantSteps());
        this.fall = new FallWatch(config.fall());
        double floor = FIRST_LENGTH * Math.sqrt(width);
        this.entities = new Level(floor); // those whose items have no rows yet are almost nothing
        this.items = new Level(floor);
        parameters.startAt(parameterNorm);
        items.startAt(floor);
    }

    /**
     * What of a batch may go into a step.
     *
     * @param examples to learn from; none where the stream has nothing to teach
     */
    record Admitted(List<Example> examples, List<Quarantined> quarantined) {}

    /** Keeps out events with numbers that are none, and takes them out of the histories of others. */
    Admitted admit(List<Example> batch) {
        batches++;
        List<Example> clean = new ArrayList<>(batch.size());
        List<Quarantined> out = new ArrayList<>();
        for (Example example : batch) {
            if (isFinite(example.event())) {
                clean.add(withFiniteHistory(example));
            } else {
                String reason = "a number of the event is not finite";
                out.add(new Quarantined(example, Quarantined.PREFIX + Cause.NON_FINITE.code(), reason));
            }
        }
        if (!out.isEmpty()) {
            quarantined += out.size();
            LOG.warn("{} of {} events of a batch have numbers that are not finite: left out", out.size(), batch.size());
        }
        return new Admitted(clean, out);
    }

    private static Example withFiniteHistory(Example example) {
        for (EventFeatures event : example.history()) {
            if (!isFinite(event)) {
                List<EventFeatures> finite =
                        example.history().stream().filter(Guard::isFinite).toList();
                return example.withHistory(finite);
            }
        }
        return example;
    }

    private static boolean isFinite(EventFeatures event) {
        float sum = 0;
        for (float number : event.numbers()) {
            sum += number * 0; // 0, or NaN once and for all
        }
        return sum == 0;
    }

    /** Whether a batch is more of a constant stream that the guard has tripped on: it is held back, untrained. */
    boolean holdsBack(List<Example> batch) {
        boolean isConstant = config.enabled() && constant.isConstant(sameness.of(batch));
        if (suspended && isConstant) {
            heldBack += batch.size();
            return true;
        }
        if (suspended) {
            LOG.info("The stream is no longer constant: learning and publishing go on");
        }
        suspended = false;
        return false;
    }

    /** Takes the ranks that a batch's items had before the step. */
    void scored(boolean hit) {
        fall.add(hit);
    }

    /** A step whose loss or gradient was not finite; it has changed nothing. */
    Trip notFinite(long step) {
        boolean twice = config.enabled() && !wasFinite;
        wasFinite = false;
        String sentence = "the loss or its gradient is not finite";
        // twice in a row is no longer the batch's fault
        return new Trip(Cause.NON_FINITE, sentence, twice ? step - 1 : Trip.UNTOUCHED);
    }

    /** What is wrong with a finite step; null where nothing is. */
    @Nullable
    Trip check(double gradientNorm, StepFigures step) {
        wasFinite = true;
        if (!config.enabled()) {
            return null;
        }
        Trip trip = gradient(gradientNorm, step.number());
        return trip == null ? checkFresh(step) : trip;
    }

    /** As {@link #check}, for embeddings that no step was taken for. */
    @Nullable
    Trip checkFresh(StepFigures step) {
        if (!config.enabled()) {
            return null;
        }
        Trip trip = size(step);
        if (trip == null) {
            trip = space(step);
        }
        if (trip == null) {
            String fallen = fall.verdict();
            trip = fallen == null ? null : new Trip(Cause.PREQUENTIAL_FALL, fallen, 0);
        }
        if (trip == null) {
            healthy = true;
        }
        return trip;
    }

    /** As {@link #check}, for a step whose embeddings nobody gets. */
    @Nullable
    Trip checkSize(double gradientNorm, StepFigures step) {
        wasFinite = true;
        if (!config.enabled()) {
            return null;
        }
        Trip trip = gradient(gradientNorm, step.number());
        return trip == null ? size(step) : trip;
    }

    /**
     * What a step gave.
     *
     * @param number of the step
     * @param parameterNorm length of all dense parameters after it
     * @param embeddings in the order of what they are of
     */
    record StepFigures(
            long number,
            double parameterNorm,
            List<Example> batch,
            Map<Integer, EmbeddedVector> entitiesByExample,
            List<EmbeddedVector> embeddings) {}

    private @Nullable Trip gradient(double norm, long step) {
        // a norm below the bound of clipping is what the pipeline allows, whatever it was before
        if (norm <= clipNorm) {
            gradients.add(norm);
        } else if (gradients.isExploding(norm)) {
            double median = gradients.median();
            return exploding(step - 1, "the norm of the gradient", norm, median, config.gradientFactor());
        }
        return null;
    }

    private @Nullable Trip size(StepFigures step) {
        long before = step.number() - 1;
        if (!Double.isFinite(step.parameterNorm())) {
            return new Trip(Cause.NON_FINITE, "a parameter is not finite", before);
        }
        double level = parameters.value();
        if (parameters.isFarAbove(step.parameterNorm(), config.growthFactor())) {
            return exploding(
                    before, "the length of the parameters", step.parameterNorm(), level, config.growthFactor());
        }
        Trip ofEntities = length(step, EmbeddingRecord.ENTITY, entities);
        return ofEntities == null ? length(step, EmbeddingRecord.ITEM, items) : ofEntities;
    }

    private @Nullable Trip length(StepFigures step, String kind, Level level) {
        double sum = 0;
        int count = 0;
        for (EmbeddedVector embedded : step.embeddings()) {
            if (embedded.kind().equals(kind)) {
                double length = length(embedded);
                if (!Double.isFinite(length)) {
                    return new Trip(Cause.NON_FINITE, "an embedding is not finite", step.number() - 1);
                }
                sum += length;
                count++;
            }
        }
        double before = level.value();
        if (count > 0 && level.isFarAbove(sum / count, config.vectorFactor())) {
            String what = "the mean length of new embeddings of kind " + kind;
            return exploding(step.number() - 1, what, sum / count, before, config.vectorFactor());
        }
        return null;
    }

    // with the prior: what is published must be finite as a whole
    private static double length(EmbeddedVector embedded) {
        float[] vector = embedded.vector();
        double squares = 0;
        int own = vector.length - embedded.priorDimensions();
        for (int i = 0; i < own; i++) {
            squares += (double) vector[i] * vector[i];
        }
        for (int i = own; i < vector.length; i++) {
            squares += vector[i] * 0;
        }
        return Math.sqrt(squares);
    }

    private static Trip exploding(long before, String what, double value, double level, double factor) {
        String sentence = String.format(
                Locale.ROOT, "%s is %.3g, more than %.3g times the %.3g it was of late", what, value, factor, level);
        return new Trip(Cause.EXPLODING, sentence, before);
    }

    private @Nullable Trip space(StepFigures step) {
        if (constant.isConstant()) {
            suspended = true;
            String sentence = "every event of the last " + constant.steps()
                    + " steps is equal: there is nothing to tell apart, and embeddings mean nothing";
            return new Trip(Cause.COLLAPSE, sentence, step.number() - constant.steps());
        }
        collapse.begin();
        step.entitiesByExample().forEach((example, embedded) -> {
            float[] own = Arrays.copyOf(embedded.vector(), embedded.vector().length - embedded.priorDimensions());
            collapse.sample(sameness.of(step.batch().get(example).event()), own);
        });
        String verdict = collapse.verdict();
        if (verdict == null) {
            return null;
        }
        collapse.clear();
        return new Trip(Cause.COLLAPSE, verdict, step.number() - COLLAPSE_SHOWS_AFTER);
    }

    /**
     * Counts a trip.
     *
     * @throws GuardException where it is one too many
     */
    void tripped(Trip trip, int events) {
        healthy = false;
        quarantined += events;
        trips.merge(trip.cause(), 1L, Long::sum);
        if (!config.enabled() || suspended) {
            return;
        }
        repeats.addLast(batches);
        while (repeats.getFirst() <= batches - config.window()) {
            repeats.removeFirst();
        }
        if (repeats.size() >= config.maxRepeats()) {
            throw new GuardException(String.format(
                    Locale.ROOT,
                    "the guard tripped %d times within %,d batches (learner.guard.max-repeats), last because %s; the"
                            + " model does not stay healthy: lower learner.optimiser.dense-rate and row-rate, or look"
                            + " at the dead letters with code %s",
                    repeats.size(),
                    batches - repeats.getFirst() + 1,
                    trip.sentence(),
                    Quarantined.PREFIX + trip.cause().code()));
        }
    }

    /** By name, for the metric {@code guard}. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        long all = 0;
        for (Cause cause : Cause.values()) {
            long count = trips.getOrDefault(cause, 0L);
            figures.put("trips." + cause.code(), (double) count);
            all += count;
        }
        figures.put("trips", (double) all);
        figures.put("quarantined", (double) quarantined);
        figures.put("held-back", (double) heldBack);
        figures.put("healthy", healthy && !suspended ? 1.0 : 0.0);
        return figures;
    }

    void save(DataOutput out) throws IOException {
        for (Cause cause : Cause.values()) {
            out.writeLong(trips.getOrDefault(cause, 0L));
        }
        out.writeInt(repeats.size());
        for (long at : repeats) {
            out.writeLong(at);
        }
        out.writeLong(batches);
        out.writeLong(quarantined);
        out.writeLong(heldBack);
        out.writeBoolean(suspended);
        out.writeBoolean(healthy);
        out.writeBoolean(wasFinite);
        gradients.save(out);
        parameters.save(out);
        entities.save(out);
        items.save(out);
        constant.save(out);
        fall.save(out);
    }

    void restore(DataInput in) throws IOException {
        for (Cause cause : Cause.values()) {
            trips.put(cause, in.readLong());
        }
        repeats.clear();
        for (int n = in.readInt(); n > 0; n--) {
            repeats.addLast(in.readLong());
        }
        batches = in.readLong();
        quarantined = in.readLong();
        heldBack = in.readLong();
        suspended = in.readBoolean();
        healthy = in.readBoolean();
        wasFinite = in.readBoolean();
        gradients.restore(in);
        parameters.restore(in);
        entities.restore(in);
        items.restore(in);
        constant.restore(in);
        fall.restore(in);
        collapse.clear();
    }
}
