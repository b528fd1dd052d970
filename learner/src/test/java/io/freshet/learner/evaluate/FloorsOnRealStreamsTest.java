package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.testing.RealStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The figures of the published table, on the streams it was made with. */
class FloorsOnRealStreamsTest {
    private static final double TOLERANCE = .002;

    @Test
    void reproducesTheFirst60000OfOnlineRetail() throws IOException {
        Floors floors = run("online-retail, first 60,000", RealStream.onlineRetail(60_000), true);

        expect(floors, "transitions", .2486, .1489);
        expectRecent(floors, "transitions", .2746, .1641);
    }

    @Test
    void reproducesMovieTweetings() throws IOException {
        Floors floors = run("movietweetings", RealStream.movieTweetings(), false);

        expect(floors, "popularity", .1336, .0692);
        expect(floors, "popularity-decayed", .2092, .1259);
        expect(floors, "transitions", .1964, .1145);
        expect(floors, "item-knn", .1156, .0587);
        // nobody rates a film twice, so that only what is popular of late is left of it
        expect(floors, "revisit", .2092, .1259);
    }

    @Test
    void reproducesWikiticker() throws IOException {
        Floors floors = run("wikiticker", RealStream.wikiticker(), true);

        assertThat(floors.scored()).isEqualTo(3_267);
        expect(floors, "popularity", .0343, .0171);
        expect(floors, "popularity-decayed", .0523, .0267);
        expect(floors, "transitions", .4977, .4635);
        expect(floors, "revisit", .8078, .7783);
    }

    static Floors run(String name, RealStream stream, boolean itemsComeAgain) {
        Floors floors = new Floors(Floors.Config.of(itemsComeAgain));
        long start = System.nanoTime();
        stream.visits().forEach(visit -> floors.observe(visit.entity(), visit.item()));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %,d events, %,d scored, %,.0f events/s for all floors%n",
                name, floors.visits(), floors.scored(), floors.visits() / seconds);
        floors.scores()
                .forEach((floor, scores) -> System.out.printf(
                        "  %-20s HR@10 %.4f NDCG@10 %.4f MRR %.4f; last 20,000 %.4f %.4f%n",
                        floor,
                        scores.all().hr10(),
                        scores.all().ndcg10(),
                        scores.all().mrr(),
                        scores.recent().hr10(),
                        scores.recent().ndcg10()));
        return floors;
    }

    static void expect(Floors floors, String floor, double hr10, double ndcg10) {
        expect(floors.scores().get(floor).all(), floor, hr10, ndcg10);
    }

    static void expectRecent(Floors floors, String floor, double hr10, double ndcg10) {
        expect(floors.scores().get(floor).recent(), floor + ", last 20,000", hr10, ndcg10);
    }

    private static void expect(PrequentialScores.Scores scores, String what, double hr10, double ndcg10) {
        assertThat(scores.hr10()).as(what + ", HR@10").isCloseTo(hr10, within(TOLERANCE));
        assertThat(scores.ndcg10()).as(what + ", NDCG@10").isCloseTo(ndcg10, within(TOLERANCE));
    }
}
