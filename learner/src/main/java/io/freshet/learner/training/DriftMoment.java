package io.freshet.learner.training;

/**
 * When something of the stream changed.
 *
 * @param number of the moment, from 1
 * @param event by which it was seen, counted from 1
 * @param kind {@code score} where it is the model's, {@code field} where it is the events'
 * @param name of the score, such as {@code hr10}, or of the field
 * @param detector that saw it
 */
record DriftMoment(long number, long event, String kind, String name, String detector) {
    static final String SCORE = "score";
    static final String FIELD = "field";

    /** As metrics name it. */
    String figure() {
        return number + "." + detector + "." + kind + "." + name;
    }
}
