package io.freshet.learner.evaluate;

import static io.freshet.learner.evaluate.FloorsOnRealStreamsTest.expect;
import static io.freshet.learner.evaluate.FloorsOnRealStreamsTest.expectRecent;
import static io.freshet.learner.evaluate.FloorsOnRealStreamsTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.RealStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The published table over a year of a shop's sales. */
class FloorsOnlineRetailIT {

    @Test
    void reproducesTheWholeOfOnlineRetail() throws IOException {
        Floors floors = run("online-retail", RealStream.onlineRetail(Integer.MAX_VALUE), true);

        assertThat(floors.visits()).isEqualTo(397_924);
        expect(floors, "popularity", .0348, .0173);
        expect(floors, "popularity-decayed", .0444, .0218);
        expect(floors, "transitions", .2872, .1718);
        expectRecent(floors, "transitions", .2798, .1690);
        expect(floors, "item-knn", .1273, .0657);
        expect(floors, "revisit", .0433, .0212);
    }
}
