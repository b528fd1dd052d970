package io.freshet.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
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
            undisturbed.add("later " + i);
            restored.add("later " + i);
            assertThat(restored.sample(5)).isEqualTo(undisturbed.sample(5));
        }
        assertThat(saved(restored)).isEqualTo(saved(undisturbed));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void givesNothingBeforeAnythingCameIn(String policy) {
        assertThat(filled(policy, 0).sample(3)).isEmpty();
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
        Section section = YamlFile.parse("{ policy: fifo, capacity: 10, share: .25 }", "a.yaml", Map.of());
        Replays.Config config = Replays.Config.read(section);
        section.throwIfAny();

        assertThat(config).isEqualTo(new Replays.Config("fifo", 10, .25));
        assertThat(config.rowsFor(32)).isEqualTo(8);
    }

    @Test
    void refusesAnUnknownPolicy() {
        Section section = YamlFile.parse("policy: fifi", "a.yaml", Map.of());
        Replays.Config.read(section);

        assertThatThrownBy(section::throwIfAny).hasMessageContaining("must be one of none, fifo, got fifi");
    }

    private static Replay<String> filled(String policy, int rows) {
        Replay<String> replay = Replays.create(new Replays.Config(policy, CAPACITY, .5), 9, new Texts());
        for (int i = 0; i < rows; i++) {
            replay.add(Integer.toString(i));
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
