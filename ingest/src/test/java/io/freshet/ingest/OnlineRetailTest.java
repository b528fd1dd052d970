package io.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.freshet.ingest.file.Row;
import io.freshet.ingest.file.RowReader;
import io.freshet.ingest.parse.EventReader;
import io.freshet.ingest.parse.RawRecord;
import io.freshet.ingest.parse.Reading;
import io.freshet.ingest.parse.SourcePosition;
import io.freshet.ingest.testing.RealData;
import io.freshet.ingest.testing.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class OnlineRetailTest {

    @Test
    void accountsForEveryRowOfTheUciFile() throws IOException {
        Optional<Path> file = RealData.file("online-retail/online-retail.csv.gz");
        assumeTrue(file.isPresent(), "skipped: online-retail.csv.gz is not here; give -Dfreshet.data=FOLDER");
        EventReader reader = new EventReader(Streams.stream(Streams.RETAIL), 1 << 20, 1 << 20);
        Map<String, Integer> outcomes = new TreeMap<>();
        RowReader.Limits limits = new RowReader.Limits(1 << 20, 1 << 20);
        long start = System.nanoTime();
        try (RowReader rows =
                RowReader.ofCsv(new GZIPInputStream(Files.newInputStream(file.get())), limits, ',', '"')) {
            RecordHeaders headers = new RecordHeaders();
            Row header = Objects.requireNonNull(rows.next());
            headers.add(RawRecord.COLUMNS_HEADER, header.bytes());
            long offset = 0;
            for (Row row = rows.next(); row != null; row = rows.next()) {
                RawRecord record = new RawRecord(row.bytes(), headers, new SourcePosition("raw", 0, offset++), 0);
                Reading reading = reader.read(record);
                String outcome = reading instanceof Reading.Unread unread
                        ? unread.rejection().code()
                        : "accepted";
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("online-retail: %s, %,.0f rows/s%n", outcomes, 541_909 / seconds);
        assertThat(outcomes.values().stream().mapToInt(n -> n).sum()).isEqualTo(541_909);
        assertThat(outcomes).containsEntry("accepted", 397_924);
    }
}
