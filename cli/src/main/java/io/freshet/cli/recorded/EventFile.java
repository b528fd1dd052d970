package io.freshet.cli.recorded;

import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.file.Row;
import io.freshet.ingest.file.RowReader;
import io.freshet.ingest.parse.EventReader;
import io.freshet.ingest.parse.RawRecord;
import io.freshet.ingest.parse.Reading;
import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.FormatConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Reads a file's events as ingest does, and puts them in the order of their times: files are not always in order. */
public final class EventFile {
    private EventFile() {}

    /** So many events at most, in the order of their times. */
    public static List<Event> read(StreamConfig stream, Path file, int limit) throws IOException {
        int most = IngestConfig.defaults().maxRecordBytes();
        EventReader reader = new EventReader(stream, most, most);
        List<Event> events = new ArrayList<>();
        try (RowReader rows = rows(stream.format(), file, new RowReader.Limits(most, most))) {
            Headers headers = new RecordHeaders();
            boolean named = stream.format().type() == FormatConfig.Type.CSV
                    && stream.format().columns().isEmpty();
            for (Row row = rows.next(); row != null; row = rows.next()) {
                if (named && row.number() == 1) {
                    headers.add(RawRecord.COLUMNS_HEADER, row.bytes());
                    continue;
                }
                SourcePosition at = new SourcePosition(file.toString(), 0, row.number());
                if (reader.read(new RawRecord(row.bytes(), headers, at, 0)) instanceof Reading.Read read) {
                    events.add(read.event());
                }
            }
        }
        events.sort(Comparator.comparingLong(Event::timeMs)); // stable: equal times stay as they stand
        return limit < events.size() ? List.copyOf(events.subList(0, limit)) : events;
    }

    private static RowReader rows(FormatConfig format, Path file, RowReader.Limits limits) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        return format.type() == FormatConfig.Type.CSV
                ? RowReader.ofCsv(plain, limits, format.delimiter(), format.quote())
                : RowReader.ofLines(plain, limits);
    }
}
