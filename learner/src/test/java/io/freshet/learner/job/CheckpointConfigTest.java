package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.Test;

class CheckpointConfigTest {

    @Test
    void failuresCountTowardsTheEndOnlyWhileTheyFollowEachOther() {
        Configuration flink = flink("restarts: 4\nrestart-delay: 2s");
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
                .isEqualTo(4);
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void noRestartsAreNoRestarts() {
        assertThat(flink("restarts: 0").get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("none");
    }

    @Test
    void aDelayLongerThanTheLongestIsTheLongest() {
        Configuration flink = flink("restart-delay: 5m");
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void checkpointsMayFailForTenMinutesWhateverTheInterval() {
        assertThat(flink("interval: 10s").get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER))
                .isEqualTo(60);
        assertThat(flink("interval: 30m").get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER))
                .isEqualTo(3);
    }

    private static Configuration flink(String yaml) {
        return CheckpointConfig.read(YamlFile.parse(yaml, "checkpoint", Map.of()), false)
                .toFlink();
    }
}
