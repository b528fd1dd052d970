package io.freshet.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchTest {
    private final Watch watch = new Watch();

    @Test
    void embeddingsOfEventsFromBeforeAFaultAreNotFreshAfterIt() {
        watch.begin(1_000);
        Watch.Fault fault = watch.fault(2_000);
        watch.seen(1_900, 2_100); // was on its way
        watch.seen(1_500, 9_000); // published anew from a checkpoint
        assertThat(fault.isOver()).isFalse();
        assertThat(fault.seconds()).isEqualTo(-1);

        watch.seen(2_001, 12_000);
        watch.seen(3_000, 13_000);
        assertThat(fault.isOver()).isTrue();
        assertThat(fault.seconds()).isEqualTo(10);
    }

    @Test
    void aFaultThatBitesLaterShowsInItsGap() {
        watch.begin(1_000);
        Watch.Fault jobManager = watch.fault(2_000);
        watch.seen(2_500, 2_600); // the others go on for a moment
        watch.seen(3_000, 4_000);
        watch.seen(20_000, 24_000);
        watch.seen(24_900, 25_000);
        assertThat(jobManager.seconds()).isEqualTo(.6);
        assertThat(jobManager.endWithGapSeconds(26_000)).isEqualTo(20);
        watch.seen(100_000, 100_000);
        assertThat(watch.fault(100_000).endWithGapSeconds(100_500)).isEqualTo(.5);
    }

    @Test
    void gapsEndWithAnEmbeddingOfALaterEventOnly() {
        watch.begin(1_000);
        watch.seen(1_100, 1_200);
        watch.seen(1_050, 6_200); // published anew
        watch.seen(1_200, 7_200);
        watch.seen(7_000, 7_300);
        assertThat(watch.longestGapSeconds()).isEqualTo(6);
        assertThat(watch.longestBehindSeconds()).isEqualTo(6.1);
    }

    @Test
    void whatWasBeforeTheBeginningDoesNotCount() {
        watch.begin(0);
        watch.seen(90_000, 100_000);
        watch.begin(200_000);
        watch.seen(200_500, 201_000);
        assertThat(watch.longestGapSeconds()).isEqualTo(1);
        assertThat(watch.longestBehindSeconds()).isEqualTo(1);
    }
}
