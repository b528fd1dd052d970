package io.freshet.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.model.table.KeptRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every replay policy has to keep to. */
class ReplayContractTest {
    private static final int CAPACITY = 50;

    static Iterable<String> policies() {
        return Replays.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void staysWithinItsCapacity(String policy) {
        Replay<String> replay = filled(policy, 500);

        assertThat(replay.size()).isLessThanOrEqualTo(CAPACITY);
        assertThat(replay.sample(1_000)).hasSize(replay.size());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void drawsDifferentRowsAndOthersTheNextTime(String policy) {
        Replay<String> replay = filled(policy, 40);

        assertThat(replay.sample(20)).doesNotHaveDuplicates().hasSize(Math.min(20, replay.size()));
        if (replay.size() > 0) {
            assertThat(replay.sample(20)).isNotEqualTo(replay.sample(20));
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void goesOnAfterRestoringAsIfNothingHadHappened(String policy) throws IOException {
        Replay<String> undisturbed = filled(policy, 120);
        undisturbed.sample(7);
        Replay<String> restored = filled(policy, 3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved(undisturbed))));

        for (int i = 0; i < 80; i++) {
            undisturbed.add("later " + i, vector(1000 + i));
            restored.add("later " + i, vector(1000 + i));
            assertThat(restored.sample(5)).isEqualTo(undisturbed.sample(5));
        }
        assertThat(saved(restored)).isEqualTo(saved(undisturbed));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void forgetsSomeRowsAndGoesOnWithTheOthers(String policy) throws IOException {
        Replay<String> replay = filled(policy, 120);
        List<String> before = replay.sample(CAPACITY);
        long even = before.stream().filter(ReplayContractTest::isEven).count();

        assertThat(replay.forget(ReplayContractTest::isEven)).isEqualTo((int) even);
        assertThat(replay.size()).isEqualTo(before.size() - (int) even);
        assertThat(replay.sample(CAPACITY)).hasSize(replay.size()).noneMatch(ReplayContractTest::isEven);
        assertThat(replay.forget(ReplayContractTest::isEven)).isZero();

        Map<String, Map<Integer, byte[]>> kept = new HashMap<>();
        keep(replay, kept);
        Replay<String> restored = filled(policy, 3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved(replay))));
        for (int i = 0; i < 200; i++) {
            replay.add("later " + i, vector(1000 + i));
            restored.add("later " + i, vector(1000 + i));
            assertThat(replay.size()).isLessThanOrEqualTo(CAPACITY);
            assertThat(restored.sample(5)).isEqualTo(replay.sample(5));
        }
        assertThat(saved(restored)).isEqualTo(saved(replay));
    }

    @Test
    void fifoForgetsInOrder() {
        Replay<String> replay = filled("fifo", 73);
        replay.forget(row -> row.equals("30"));
        for (int i = 0; i < 21; i++) {
            replay.add("later " + i, vector(i));
        }

        assertThat(replay.sample(CAPACITY))
                .as("one came into the gap, and twenty for the twenty oldest")
                .doesNotContain("23", "30", "43")
                .contains("44", "later 0", "later 20");
    }

    private static boolean isEven(String row) {
        return (row.charAt(row.length() - 1) - '0') % 2 == 0;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void checkpointTakesOnlyRowsThatCameSinceTheLastOne(String policy) throws IOException {
        Replay<String> undisturbed = filled(policy, 120);
        Map<String, Map<Integer, byte[]>> kept = new HashMap<>();
        keep(undisturbed, kept);
        for (int i = 0; i < 7; i++) {
            undisturbed.add("later " + i, vector(1000 + i));
        }

        assertThat(keep(undisturbed, kept))
                .isLessThanOrEqualTo(7 * undisturbed.rows().size());
        assertThat(keep(undisturbed, kept)).isZero();
        Replay<String> restored = filled(policy, 3);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        undisturbed.saveRest(new DataOutputStream(rest));
        restored.restoreRest(new DataInputStream(new ByteArrayInputStream(rest.toByteArray())));
        for (KeptRows rows : restored.rows()) {
            Map<Integer, byte[]> of = kept.getOrDefault(rows.name(), Map.of());
            assertThat(of).hasSize(rows.rows());
            int[] places = of.keySet().stream().mapToInt(place -> place).toArray();
            rows.take(places, Arrays.stream(places).mapToObj(of::get).toArray(byte[][]::new));
            rows.ready();
        }
        assertThat(saved(restored)).isEqualTo(saved(undisturbed));
    }

    /** Takes the rows that have changed; returns how many. */
    private static int keep(Replay<String> replay, Map<String, Map<Integer, byte[]>> kept) {
        int taken = 0;
        for (KeptRows rows : replay.rows()) {
            int[] changed = rows.changed().stream().toArray();
            byte[][] bytes = rows.bytes(changed);
            Map<Integer, byte[]> of = kept.computeIfAbsent(rows.name(), name -> new HashMap<>());
            for (int i = 0; i < changed.length; i++) {
                of.put(changed[i], bytes[i]);
            }
            rows.changed().clear();
            taken += changed.length;
        }
        return taken;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void givesNothingBeforeAnythingCameIn(String policy) {
        assertThat(filled(policy, 0).sample(3)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void forgetsWhenToldAndFillsAnew(String policy) {
        Replay<String> replay = filled(policy, 500);
        int full = replay.size();

        replay.forget();

        assertThat(replay.size()).isZero();
        assertThat(replay.sample(3)).isEmpty();
        for (int i = 0; i < 500; i++) {
            replay.add("after " + i, vector(1000 + i));
        }
        assertThat(replay.size()).isEqualTo(full);
        assertThat(replay.sample(CAPACITY)).allMatch(row -> row.startsWith("after"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void isRegisteredUnderItsName(String policy) {
        assertThat(filled(policy, 0).name()).isEqualTo(policy);
    }

    @Test
    void fifoForgetsTheOldestAndDrawsTheOthersEquallyOften() {
        Replay<String> replay = filled(FifoReplay.NAME, 60);
        int[] drawn = new int[60];
        for (int i = 0; i < 2_000; i++) {
            replay.sample(10).forEach(row -> drawn[Integer.parseInt(row)]++);
        }

        for (int i = 0; i < 60; i++) {
            // 400 expected, with a standard deviation of 18
            assertThat(drawn[i]).as("row " + i).isBetween(i < 10 ? 0 : 310, i < 10 ? 0 : 490);
        }
    }

    @Test
    void readsItsConfig() {
        Section section =
                YamlFile.parse("{ policy: fifo, capacity: 10, share: .25, extra-updates: 2 }", "a.yaml", Map.of());
        Replays.Config config = Replays.Config.read(section);
        section.throwIfAny();

        assertThat(config).isEqualTo(new Replays.Config("fifo", 10, .25, 2));
        assertThat(config.rowsFor(32)).isEqualTo(8);
    }

    @Test
    void refusesAnUnknownPolicy() {
        Section section = YamlFile.parse("policy: fifi", "a.yaml", Map.of());
        Replays.Config.read(section);

        assertThatThrownBy(section::throwIfAny)
                .hasMessageContaining("must be one of none, fifo, reservoir, minimum-redundancy, got fifi");
    }

    @Test
    void refusesMoreThanMinimumRedundancyCanCompare() {
        Section section = YamlFile.parse("{ policy: minimum-redundancy, capacity: 70000 }", "a.yaml", Map.of());
        Replays.Config.read(section);

        assertThatThrownBy(section::throwIfAny).hasMessageContaining("must be at most 65536 for minimum-redundancy");
    }

    @Test
    void aReservoirHoldsEveryRowThatEverCameEquallyLikely() {
        int[] held = new int[200];
        for (int seed = 0; seed < 400; seed++) {
            Replay<String> replay =
                    Replays.create(new Replays.Config(ReservoirReplay.NAME, CAPACITY, .5, 0), seed, new Texts());
            for (int i = 0; i < held.length; i++) {
                replay.add(Integer.toString(i), vector(i));
            }
            replay.sample(CAPACITY).forEach(row -> held[Integer.parseInt(row)]++);
        }

        // 100 expected, with a standard deviation of 8.7
        assertThat(Arrays.stream(held)).allMatch(count -> count > 55 && count < 145);
    }

    @Test
    void minimumRedundancyLetsTheOlderOfTheMostAlikeGo() {
        Replay<String> replay = filled(MinimumRedundancyReplay.NAME, 0);
        List<String> naive = new ArrayList<>();
        Map<String, float[]> vectors = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String name = Integer.toString(i);
            vectors.put(name, vector(i));
            replay.add(name, vector(i));
            naive.add(name);
            if (naive.size() > CAPACITY) {
                naive.remove(olderOfTheMostAlike(naive, vectors));
            }
        }

        assertThat(replay.sample(CAPACITY)).containsExactlyInAnyOrderElementsOf(naive);
    }

    @Test
    void minimumRedundancyKeepsWhatCameOnceWhenAStreamRepeatsItself() {
        Replay<String> replay = filled(MinimumRedundancyReplay.NAME, 40);
        for (int i = 0; i < 1000; i++) {
            float[] same = vector(5);
            same[0] += i * 1e-6f;
            replay.add("again " + i, same);
        }

        assertThat(replay.sample(CAPACITY).stream().filter(row -> !row.startsWith("again")))
                .hasSizeGreaterThanOrEqualTo(39);
    }

    /** By all pairs; the list is in the order of arrival. */
    private static int olderOfTheMostAlike(List<String> rows, Map<String, float[]> vectors) {
        int older = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                double alike = cosine(vectors.get(rows.get(i)), vectors.get(rows.get(j)));
                if (alike > most) {
                    most = alike;
                    older = i;
                }
            }
        }
        return older;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int k = 0; k < a.length; k++) {
            dot += a[k] * b[k];
            squareA += a[k] * a[k];
            squareB += b[k] * b[k];
        }
        return dot / Math.sqrt(squareA * squareB);
    }

    private static float[] vector(int i) {
        SplittableRandom random = new SplittableRandom(i);
        float[] vector = new float[6];
        for (int k = 0; k < vector.length; k++) {
            vector[k] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static Replay<String> filled(String policy, int rows) {
        Replay<String> replay = Replays.create(new Replays.Config(policy, CAPACITY, .5, 0), 9, new Texts());
        for (int i = 0; i < rows; i++) {
            replay.add(Integer.toString(i), vector(i));
        }
        return replay;
    }

    private static byte[] saved(Replay<String> replay) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        replay.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static final class Texts implements Replay.RowCodec<String> {
        @Override
        public void write(String row, DataOutput out) throws IOException {
            out.writeUTF(row);
        }

        @Override
        public String read(DataInput in) throws IOException {
            return in.readUTF();
        }
    }
}
