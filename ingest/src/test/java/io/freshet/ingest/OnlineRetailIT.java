package io.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.freshet.ingest.file.FileSource;
import io.freshet.ingest.file.ReplayListener;
import io.freshet.ingest.testing.LocalLog;
import io.freshet.ingest.testing.RealData;
import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.stream.StreamConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineRetailIT {

    @Test
    void bringsTheWholeUciFileThroughTheTopology(@TempDir Path folder) {
        Optional<Path> file = RealData.file("online-retail/online-retail.csv.gz");
        assumeTrue(file.isPresent(), "skipped: online-retail.csv.gz is not here; give -Dfreshet.data=FOLDER");
        try (LocalLog log = LocalLog.start(folder.resolve("log"))) {
            StreamConfig stream = Streams.stream(Streams.RETAIL).at(log.bootstrapServers(), log.registryUrl());
            log.create(stream.topics().specs(1, 1));
            IngestConfig config = IngestConfig.defaults();

            long start = System.nanoTime();
            FileSource source = new FileSource(stream, config, file.get().toString(), FileSource.Options.DEFAULTS);
            assertThat(source.run(ReplayListener.SILENT).allRows()).isEqualTo(541_909);
            say("replayed", start);

            try (IngestApp app = new IngestApp(stream, config, new IngestApp.Place(folder.resolve("state"), "it"))) {
                app.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> app.counts().read() > 0);
                long from = System.nanoTime();
                await().atMost(Duration.ofMinutes(5)).until(() -> app.counts().read() >= 541_909);
                say("ingested", from);
                System.out.printf("ingested %,.0f rows a second of a core%n", 541_909 / cpuSeconds("StreamThread"));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> app.progress().caughtUp());
                IngestCounts counts = app.counts();
                System.out.println("online-retail: " + counts);
                assertThat(counts.read()).isEqualTo(541_909);
                assertThat(counts.accepted()).isEqualTo(397_924);
                assertThat(counts.duplicates()).isZero();
            }
        }
    }

    /** What a thread has used of a core; unlike time on the clock, no matter what else the machine does. */
    private static double cpuSeconds(String thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                        .filter(one -> one.getName().contains(thread))
                        .mapToLong(one -> threads.getThreadCpuTime(one.getId()))
                        .sum()
                / 1e9;
    }

    private static void say(String what, long since) {
        System.out.printf("%s %,.0f rows/s%n", what, 541_909 / ((System.nanoTime() - since) / 1e9));
    }
}
