package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.learner.testing.Shop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerPlanTest {

    private static final PipelineText SHOP = new PipelineText(Shop.YAML, "shop.yaml", new TreeMap<>());

    @TempDir
    Path folder;

    @Test
    void takesFromTheFileWhatTheOperatorsNeed() {
        LearnerPlan plan = LearnerPlan.of(
                SHOP.with("learner.batch.size", "64")
                        .with("learner.batch.max-age", "off")
                        .with("learner.history.length", "20")
                        .with("learner.history.ttl", "90d")
                        .with("learner.checkpoint.interval", "5s")
                        .with("publish.delivery", "exactly-once")
                        .with("ingest.deduplicate", "10m"),
                "file:/snapshots");

        assertThat(plan.training().batchSize()).isEqualTo(64);
        assertThat(plan.training().batchAge()).isNull();
        assertThat(plan.training().snapshots().folder()).isEqualTo("file:/snapshots");
        assertThat(plan.history().length()).isEqualTo(20);
        assertThat(plan.history().itemsComeAgain()).isTrue();
        assertThat(plan.history().ttl()).isEqualTo(Duration.ofDays(90));
        assertThat(plan.checkpoint().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.publish().delivery()).isEqualTo(PublishConfig.Delivery.EXACTLY_ONCE);
    }

    @Test
    void tellsEveryFaultAtOnce() {
        PipelineText wrong = SHOP.with("learner.batch.size", "0")
                .with("learner.checkpoint.intervall", "5s")
                .with("publish.delivery", "sometimes");

        assertThatThrownBy(() -> LearnerPlan.of(wrong, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "learner.batch.size", "learner.checkpoint.intervall", "publish.delivery", "publish.snapshots");
    }

    @Test
    void readsThePipelineThatACommandLineNames() throws Exception {
        Path file = Files.writeString(folder.resolve("shop.yaml"), Shop.YAML);

        PipelineText pipeline = JobArguments.parse(
                "--pipeline", file.toString(), "--set", "name=other", "--set", "kafka.namespace=a-b");

        assertThat(pipeline.stream().name()).isEqualTo("other");
        assertThat(pipeline.stream().topics().events()).isEqualTo("a-b.events");
        assertThat(pipeline.overrides()).isEqualTo(Map.of("name", "other", "kafka.namespace", "a-b"));
    }

    @Test
    void saysHowItIsUsedWhenACommandLineIsWrong() {
        assertThatThrownBy(() -> JobArguments.parse()).hasMessageContaining(JobArguments.USAGE);
        assertThatThrownBy(() -> JobArguments.parse("--pipeline")).hasMessageContaining("lacks its value");
        assertThatThrownBy(() -> JobArguments.parse("--input", "x")).hasMessageContaining("--input x is not known");
    }

    @Test
    void putsALogsAddressesInPlaceOfTheFiles() {
        PipelineText pipeline = SHOP.at("localhost:9092", "http://localhost:8081");

        assertThat(pipeline.stream().kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(pipeline.stream().kafka().registry()).isEqualTo("http://localhost:8081");
    }
}
