package io.freshet.cli;

import static io.freshet.cli.SmallLine.PATIENCE;
import static io.freshet.cli.SmallLine.copy;
import static io.freshet.cli.SmallLine.delete;
import static io.freshet.cli.SmallLine.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.wire.AvroSerde;
import io.freshet.schemas.wire.RegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting somebody in a line at work, and in one that has gone back to before the request. */
@SuppressWarnings("NullAway.Init") // JUnit gives the folder
class ForgetIT {
    @TempDir
    Path directory;

    private SmallLine line;

    @BeforeEach
    void writePipeline() throws IOException {
        line = new SmallLine(directory);
    }

    @AfterEach
    void endLog() {
        line.close();
    }

    @Test
    void whoIsForgottenStaysForgottenThoughTheLearnerGoesBackToBeforeTheRequest() throws Exception {
        Path older = directory.resolve("older");
        try (FreshetProcess run = line.run()) {
            for (int i = 0; i < 40; i++) {
                line.send(List.of("ann", "bob", "cid").get(i % 3), "item" + i % 7);
            }
            line.awaitStatus(run, "ann", 200);
            end(run);
        }
        copy(line.data().resolve("learner"), older);

        try (FreshetProcess run = line.run()) {
            line.awaitStatus(run, "ann", 200);
            Ran forget = Ran.of("forget", line.pipeline(), "entity", "ann", "--data-dir=" + line.data(), "--wait=3m");
            assertThat(forget.exit()).as(forget.out() + forget.err()).isZero();
            assertThat(forget.out())
                    .containsPattern("asked     entity ann, at offset \\d+ of partition 0")
                    .containsPattern("learner   removed batch-events \\d+, history-events 14, memory-counts [1-9]")
                    .containsPattern("queue-keys [1-9]\\d*, replay-rows [1-9]")
                    .contains("serving   removed known-items 7, at 20");
            line.awaitStatus(run, "ann", 404);
            assertThat(line.status("bob")).isEqualTo(200);
            assertThat(lastEmbeddingOf("ann")).as("a tombstone").isNull();

            line.send("ann", "item1"); // dropped
            line.send("dan", "item1");
            line.awaitStatus(run, "dan", 200);
            assertThat(line.status("ann")).isEqualTo(404);
            end(run);
        }

        delete(line.data().resolve("learner"));
        copy(older, line.data().resolve("learner"));
        try (FreshetProcess run = line.run()) {
            line.send("eve", "item2");
            line.awaitStatus(run, "eve", 200);
            await().atMost(PATIENCE).until(() -> learnersReceipts().size() == 2);
            assertThat(learnersReceipts())
                    .extracting(ErasureReceipt::offset)
                    .as("one request")
                    .containsOnly(learnersReceipts().get(0).offset());
            assertThat(learnersReceipts())
                    .allSatisfy(receipt -> assertThat(receipt.removed()).containsEntry("history-events", 14L));
            line.awaitStatus(run, "ann", 404);
            assertThat(lastEmbeddingOf("ann")).isNull();
            end(run);
        }

        try (FreshetProcess run = line.run("--set=event.forgotten=start-anew")) {
            line.awaitStatus(run, "eve", 200);
            assertThat(line.status("ann")).isEqualTo(404);
            line.send("ann", "item3");
            line.awaitStatus(run, "ann", 200);
            end(run);
        }
    }

    @Test
    void aRequestThatNobodyAnswersYetStaysInTheLog() {
        Ran forget = Ran.of("forget", line.pipeline(), "entity", "ann", "--data-dir=" + line.data(), "--wait=1s");

        assertThat(forget.exit()).isEqualTo(1);
        assertThat(forget.out()).contains("No answer yet of learner and serving; the request stays in the log.");
        assertThat(Ran.of("forget", line.pipeline(), "item", "tea").exit()).isEqualTo(2);
        assertThat(Ran.of("forget", line.pipeline(), "entity", " ").err()).contains("ID: must be 1 to 4096 bytes");
    }

    private byte[] lastEmbeddingOf(String entity) {
        List<byte[]> values = new ArrayList<>();
        line.records("letters.embeddings").stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals("entity:" + entity))
                .forEach(record -> values.add(record.value()));
        return values.get(values.size() - 1);
    }

    private List<ErasureReceipt> learnersReceipts() {
        AvroSerde<ErasureReceipt> serde = new AvroSerde<>(
                new ErasureReceiptCodec(), new RegistryClient(line.log().registryUrl()));
        return line.records("letters.erasures").stream()
                .map(record -> serde.deserialize(record.topic(), record.value()))
                .filter(receipt -> receipt != null && receipt.process().equals(ErasureReceipt.LEARNER))
                .toList();
    }
}
