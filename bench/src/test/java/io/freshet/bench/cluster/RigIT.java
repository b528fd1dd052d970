package io.freshet.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten processes take minutes to start on two cores, so this runs when it is asked for: {@code ./mvnw -Psoak ...}. */
@Tag("soak")
class RigIT {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @Test
    void embeddingsAreFreshAgainAfterATaskManagersDeathAndNothingIsLost() throws Exception {
        Ledger ledger = new Ledger();
        Watch watch = new Watch();
        Rig.Options options = new Rig.Options(
                Path.of("streams/faults.yaml").toAbsolutePath(),
                Map.of(),
                folder,
                folder.resolve("state"),
                Duration.ofSeconds(2));
        try (Rig rig = Rig.start(options);
                Followers followers = new Followers(rig.stream(), ledger, watch)) {
            EventSource source = new EventSource(1);
            try (Load load = new Load(
                    source, ledger, rig.bootstrapServers(), rig.stream().rawTopic(), 50)) {
                load.start();
                require(watch, "the first embedding");

                rig.node(Addresses.TASKMANAGERS.get(0)).kill();
                require(watch, "an embedding after a TaskManager's death");
                rig.node(Addresses.TASKMANAGERS.get(1)).kill();
                require(watch, "an embedding after the other's");
            }
            ((Condition) () -> ledger.isSettled() && followers.learnt().equalsEventsOf(ledger))
                    .require("every event learnt from once", LONG);
            assertThat(ledger.doubled()).isZero();
            assertThat(ledger.lettersWithoutReason()).isZero();
            assertThat(rig.node(Addresses.TASKMANAGERS.get(0)).starts()).isEqualTo(2);
        }
    }

    private static void require(Watch watch, String what) {
        Watch.Fault moment = watch.fault(System.currentTimeMillis());
        ((Condition) moment::isOver).require(what, LONG);
    }
}
