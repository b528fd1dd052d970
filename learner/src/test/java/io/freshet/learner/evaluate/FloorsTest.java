package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloorsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresAsTheDefinitionsWrittenOutOverAllItemsDo(boolean itemsComeAgain) {
        Floors floors = new Floors(Floors.Config.of(itemsComeAgain));
        PlainFloors plain = new PlainFloors(itemsComeAgain);

        for (long[] visit : visits(2_500, 12, 90)) {
            floors.observe(visit[0], visit[1]);
            plain.observe(visit[0], visit[1]);
        }

        assertThat(floors.scored()).isEqualTo(plain.scored()).isGreaterThan(2_000);
        plain.scores.forEach((name, scores) -> {
            PrequentialScores.Scores found = floors.scores().get(name).all();
            assertThat(found.hr10()).as(name).isCloseTo(scores.all().hr10(), within(1e-3));
            assertThat(found.ndcg10()).as(name).isCloseTo(scores.all().ndcg10(), within(1e-3));
            assertThat(found.mrr()).as(name).isCloseTo(scores.all().mrr(), within(1e-3));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 777, 4_000})
    void goesOnAfterRestoringAsIfNothingHadHappened(int cut) throws IOException {
        List<long[]> visits = visits(6_000, 9, 300);
        Floors undisturbed = observed(new Floors(Floors.Config.of(true)), visits);

        Floors first = observed(new Floors(Floors.Config.of(true)), visits.subList(0, cut));
        Floors second = new Floors(Floors.Config.of(true));
        observed(second, visits.subList(0, 50));
        second.restore(new DataInputStream(new ByteArrayInputStream(saved(first))));
        observed(second, visits.subList(cut, visits.size()));

        assertThat(second.figures()).isEqualTo(undisturbed.figures());
        assertThat(saved(second)).isEqualTo(saved(undisturbed));
    }

    @Test
    void scoresOnlyKnownItemsOfKnownEntities() {
        Floors floors = new Floors(Floors.Config.of(true));

        assertThat(floors.observe(1, 10)).isFalse();
        assertThat(floors.observe(1, 11)).as("an item never seen").isFalse();
        assertThat(floors.observe(2, 10)).as("an entity never seen").isFalse();
        assertThat(floors.observe(2, 11)).isTrue();
        assertThat(floors.visits()).isEqualTo(4);
        assertThat(floors.scored()).isEqualTo(1);
        assertThat(floors.figures()).containsEntry("scored", 1.0).containsEntry("revisit.hr10", 1.0);
    }

    @Test
    void ranksAnItemThatTheEntityComesBackToEvenWhereItemsDoNotComeAgain() {
        Floors floors = new Floors(Floors.Config.of(false));
        observed(floors, List.of(new long[] {1, 10}, new long[] {1, 11}, new long[] {1, 12}));

        assertThat(floors.observe(1, 10)).isTrue();
        assertThat(floors.scores().get("revisit").all().mrr())
                .as("11 and 12 are left out")
                .isEqualTo(1);
    }

    @Test
    void staysWithinItsBounds() {
        Floors floors = new Floors(new Floors.Config(true, 100, 30, 20, 5, 200));
        Floors unbounded = new Floors(new Floors.Config(true, 100, 1_000_000, 1_000_000, 1_000_000, 1_000_000));

        List<long[]> visits = visits(5_000, 20, 300);
        observed(floors, visits);
        observed(unbounded, visits);

        assertThat(floors.visits()).isEqualTo(5_000);
        assertThat(floors.scored()).isPositive().isLessThan(unbounded.scored());
        assertThat(bytes(floors)).isLessThan(bytes(unbounded));
    }

    @Test
    void refusesBytesOfSomethingElse() {
        assertThatThrownBy(() -> new Floors(Floors.Config.of(true))
                        .restore(new DataInputStream(new ByteArrayInputStream(new byte[100]))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 0");
    }

    private static Floors observed(Floors floors, List<long[]> visits) {
        visits.forEach(visit -> floors.observe(visit[0], visit[1]));
        return floors;
    }

    private static int bytes(Floors floors) {
        try {
            return saved(floors).length;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] saved(Floors floors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        floors.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    // Entities walk through the items with small steps, so that every floor has something to find.
    private static List<long[]> visits(int count, int seed, int items) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] at = random.ints(60, 0, items).toArray();
        List<long[]> visits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int entity = random.nextInt(at.length);
            at[entity] = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(items);
                case 1 -> random.nextInt(10);
                case 2 -> at[entity];
                default -> (at[entity] + random.nextInt(1, 4)) % items;
            };
            visits.add(new long[] {entity, 1_000_000_007L * at[entity]});
        }
        return visits;
    }

    /** The definitions as they are written, over every item at every visit. */
    private static final class PlainFloors {
        private final boolean itemsComeAgain;
        private final Map<Long, List<Long>> histories = new LinkedHashMap<>();
        private final Map<Long, Double> counts = new LinkedHashMap<>();
        private final Map<Long, Double> decayed = new LinkedHashMap<>();
        private final Map<List<Long>, Double> transitions = new LinkedHashMap<>();
        private final Map<List<Long>, Double> together = new LinkedHashMap<>();
        final Map<String, PrequentialScores> scores = new LinkedHashMap<>();

        PlainFloors(boolean itemsComeAgain) {
            this.itemsComeAgain = itemsComeAgain;
            for (String name : List.of("popularity", "popularity-decayed", "transitions", "item-knn", "revisit")) {
                scores.put(name, new PrequentialScores());
            }
        }

        long scored() {
            return scores.get("popularity").scored();
        }

        void observe(long entity, long item) {
            List<Long> history = histories.computeIfAbsent(entity, e -> new ArrayList<>());
            List<Long> latest = latestFirst(history);
            if (!history.isEmpty() && counts.containsKey(item)) {
                Map<String, Map<Long, double[]>> found = new LinkedHashMap<>();
                for (long candidate : counts.keySet()) {
                    boolean left = itemsComeAgain ? latest.get(0) == candidate : latest.contains(candidate);
                    if (!left || candidate == item) {
                        double count = counts.get(candidate);
                        put(found, "popularity", candidate, count, 0);
                        put(found, "popularity-decayed", candidate, decayed.get(candidate), 0);
                        put(found, "transitions", candidate, transitionScore(history, candidate), count);
                        put(found, "item-knn", candidate, knnScore(latest, candidate), count);
                        int place = latest.indexOf(candidate);
                        put(found, "revisit", candidate, place < 0 ? 0 : 1.0 / (place + 1), decayed.get(candidate));
                    }
                }
                found.forEach((name, candidates) -> scores.get(name).add(rank(candidates, item)));
            }
            learn(history, latest, item);
        }

        private void learn(List<Long> history, List<Long> latest, long item) {
            for (int ago = 0; ago < Math.min(5, history.size()); ago++) {
                transitions.merge(List.of(history.get(history.size() - 1 - ago), item), 1.0 / (ago + 1), Double::sum);
            }
            for (long other : latest.subList(0, Math.min(20, latest.size()))) {
                if (other != item) {
                    together.merge(List.of(other, item), 1.0, Double::sum);
                    together.merge(List.of(item, other), 1.0, Double::sum);
                }
            }
            counts.merge(item, 1.0, Double::sum);
            decayed.replaceAll((i, weight) -> weight * Math.pow(2, -1 / 5_000.0));
            decayed.merge(item, 1.0, Double::sum);
            history.add(item);
        }

        private double transitionScore(List<Long> history, long candidate) {
            double score = 0;
            for (int ago = 0; ago < Math.min(5, history.size()); ago++) {
                long from = history.get(history.size() - 1 - ago);
                score += Math.pow(.8, ago)
                        * transitions.getOrDefault(List.of(from, candidate), 0.0)
                        / (Math.sqrt(counts.get(from)) + 1);
            }
            return score;
        }

        private double knnScore(List<Long> latest, long candidate) {
            double score = 0;
            for (long other : latest.subList(0, Math.min(20, latest.size()))) {
                score += together.getOrDefault(List.of(other, candidate), 0.0)
                        / Math.sqrt(counts.get(other) * counts.get(candidate));
            }
            return score;
        }

        private static void put(
                Map<String, Map<Long, double[]>> found, String name, long item, double score, double tieBreak) {
            found.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(item, new double[] {score, tieBreak});
        }

        private static int rank(Map<Long, double[]> candidates, long target) {
            double[] mine = candidates.get(target);
            return (int) candidates.values().stream()
                    .filter(c -> c[0] > mine[0] || (c[0] == mine[0] && c[1] >= mine[1]))
                    .count();
        }

        private static List<Long> latestFirst(List<Long> history) {
            LinkedHashSet<Long> latest = new LinkedHashSet<>();
            for (int i = history.size() - 1; i >= 0; i--) {
                latest.add(history.get(i));
            }
            return List.copyOf(latest);
        }
    }
}
