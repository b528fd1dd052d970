package io.freshet.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogProcessIT {
    private static final TopicPartition NOTES = new TopicPartition("notes", 0);

    @TempDir
    Path data;

    @Test
    void keepsItsRecordsAndAddressesFromStartToStart() throws Exception {
        LogAddress address;
        long pid;
        try (LogProcess log = LogProcess.use(data)) {
            address = log.address();
            pid = log.pid();
            createNotes(address);
            write(address, "first");
            assertThat(LogProcess.find(data)).contains(address);
        }
        assertThat(ProcessHandle.of(pid)).as("a normal end stops it").isEmpty();
        assertThat(LogProcess.find(data)).isEmpty();

        try (LogProcess log = LogProcess.use(data)) {
            assertThat(log.address()).isEqualTo(address);
            write(log.address(), "second");
            assertThat(read(log.address(), 2)).containsExactly("first", "second");
        }
    }

    @Test
    void startsAnewAfterItWasKilled() throws Exception {
        try (LogProcess log = LogProcess.use(data)) {
            createNotes(log.address());
            write(log.address(), "first");
            ProcessHandle process = ProcessHandle.of(log.pid()).orElseThrow();
            process.destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
        }

        try (LogProcess log = LogProcess.use(data)) {
            assertThat(read(log.address(), 1)).containsExactly("first");
        }
    }

    private static void createNotes(LogAddress address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(NOTES.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void write(LogAddress address, String note) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", address.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(NOTES.topic(), note)).get();
        }
    }

    private static List<String> read(LogAddress address, int count) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", address.bootstrapServers(), "auto.offset.reset", "earliest");
        List<String> notes = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(NOTES));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> notes.add(record.value()));
                return notes.size() >= count;
            });
        }
        return notes;
    }
}
