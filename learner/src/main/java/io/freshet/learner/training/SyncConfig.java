package io.freshet.learner.training;

import io.freshet.config.Section;

/**
 * How trainers of one model keep together: {@code learner.trainers} and the section {@code learner.sync}.
 *
 * @param trainers each of which learns from the events of its own entities; 1 exchanges nothing
 * @param every steps of a trainer that end a round
 * @param outerRate of what a round has moved the dense net by, how much all take over: 1 adds up what each has learnt, one by
 *     the number of trainers averages it
 * @param outerMomentum of those moves, smoothed over so many records; 0 takes them as they are
 */
public record SyncConfig(int trainers, int every, double outerRate, double outerMomentum) {
    static SyncConfig read(Section learner) {
        Section sync = learner.section("sync");
        return new SyncConfig(
                learner.integer("trainers", 1, 1, 128),
                sync.integer("every", 4, 1, 100_000),
                sync.number("outer-rate", 1, 0, 1e3),
                sync.number("outer-momentum", 0, 0, .999));
    }

    public boolean enabled() {
        return trainers > 1;
    }
}
