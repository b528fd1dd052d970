package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.Overload;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.testing.Shop;
import io.freshet.learner.testing.TallyLearner;
import io.freshet.learner.testing.TestLog;
import io.freshet.learner.training.GuardException;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.Example;
import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedJobIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path logFolder;

    @TempDir
    Path folder;

    @Test
    void guardedEventsBecomeDeadLettersAndAGuardThatGivesUpEndsTheJob() throws Exception {
        try (TestLog log = TestLog.start(logFolder);
                EmbeddedFlink flink = EmbeddedFlink.start(folder, 1)) {
            PipelineText pipeline = new PipelineText(Shop.YAML, "shop.yaml", new TreeMap<>())
                    .at(log.bootstrapServers(), log.registry());
            Topics topics = pipeline.stream().topics();
            log.create(topics.specs(1, 1));
            RunningLearner learner = flink.submit(plan(pipeline, IllLearner::new));
            log.append(
                    topics.events(),
                    new EventCodec(pipeline.stream()),
                    List.of(Shop.event("ann", "tea", 1), Shop.event("bob", "poison", 2)));

            List<ConsumerRecord<String, String>> letters = new ArrayList<>();
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", log.bootstrapServers(), "auto.offset.reset", "earliest"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.assign(List.of(new TopicPartition(topics.deadLetters(), 0)));
                await().atMost(LONG).until(() -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
                    return !letters.isEmpty();
                });
            }
            assertThat(letters).singleElement().satisfies(letter -> {
                assertThat(letter.key()).isEqualTo("bob");
                assertThat(letter.value()).contains("\"entity\":\"bob\",\"item\":\"poison\",\"time_ms\":2");
                assertThat(header(letter, "freshet.code")).isEqualTo("guard-non-finite");
                assertThat(header(letter, "freshet.reason")).isEqualTo("the loss is not finite");
                assertThat(header(letter, "freshet.source-topic")).isEqualTo("shop.events");
            });

            log.append(topics.events(), new EventCodec(pipeline.stream()), List.of(Shop.event("ann", "end", 3)));
            await().atMost(LONG).until(() -> learner.status().state() == LearnerStatus.State.FAILED);
            assertThat(learner.status().failure()).isEqualTo("the guard tripped 5 times");
        }
    }

    private static String header(ConsumerRecord<String, String> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private LearnerPlan plan(PipelineText pipeline, SerializableSupplier<Learner> learners) {
        CheckpointConfig checkpoint = new CheckpointConfig(
                Duration.ofMillis(300),
                Duration.ofMinutes(1),
                CheckpointConfig.Backend.HEAP,
                true,
                null,
                true,
                1_000, // restarts that a guard that gives up makes no use of
                Duration.ofMillis(100));
        String snapshots = folder.resolve("snapshots").toUri().toString();
        TrainOperator.Config training = new TrainOperator.Config(
                "shop",
                "s1",
                1,
                null,
                Duration.ofMillis(200),
                Overload.BACKPRESSURE,
                new TrainOperator.SnapshotConfig(snapshots, Duration.ofMinutes(10), 0, 2));
        return new LearnerPlan(
                pipeline,
                learners,
                new HistoryOperator.Config(5, true, 0, null, HistoryOperator.Config.NO_LABEL),
                training,
                PublishConfig.read(pipeline.root().section("publish")),
                checkpoint,
                1,
                1,
                false);
    }

    /** Gives up at the item "end". */
    static final class IllLearner extends TallyLearner {
        @Override
        public StepResult learn(List<Example> batch) {
            if ("end".equals(batch.get(0).item())) {
                throw new GuardException("the guard tripped 5 times");
            }
            return super.learn(batch);
        }
    }
}
