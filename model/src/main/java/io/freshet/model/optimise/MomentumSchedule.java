package io.freshet.model.optimise;

/** The momentum of a target network as a function of how far training has come. */
@FunctionalInterface
public interface MomentumSchedule {
    /** The momentum of a step, where {@code events} are the events that it learns from. */
    double at(long step, long events);

    static MomentumSchedule constant(double momentum) {
        return (step, events) -> momentum;
    }

    /** From {@code base} to 1 by half a cosine (BYOL, DINO, MoCo v3); for a stream with a known end. */
    static MomentumSchedule cosine(double base, long totalSteps) {
        return (step, events) -> 1 - (1 - base) * (1 + Math.cos(Math.PI * step / totalSteps)) / 2;
    }

    /** From {@code base} to {@code last} in a straight line (I-JEPA). */
    static MomentumSchedule linear(double base, double last, long totalSteps) {
        return (step, events) -> base + step * (last - base) / totalSteps;
    }

    /** An old weight counts half after so many events, however large batches are: for a stream without an end. */
    static MomentumSchedule halfLife(double halfLifeEvents) {
        return (step, events) -> Math.pow(0.5, events / halfLifeEvents);
    }
}
