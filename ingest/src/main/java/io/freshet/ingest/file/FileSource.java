package io.freshet.ingest.file;

import io.freshet.config.ConfigException;
import io.freshet.config.DidYouMean;
import io.freshet.config.Fault;
import io.freshet.ingest.IngestConfig;
import io.freshet.ingest.parse.CsvRow;
import io.freshet.ingest.parse.EventReader;
import io.freshet.ingest.parse.FilePosition;
import io.freshet.ingest.parse.RawRecord;
import io.freshet.ingest.parse.Reading;
import io.freshet.ingest.parse.SourcePosition;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.stream.FormatConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a file into the raw topic, one record a row, each exactly once however often the replay is broken off: rows
 * are sent in transactions and carry their place in the file, so the last committed record says where to go on.
 *
 * <p>A file is one sequence, so its rows go to one partition, in order. A row's bytes are passed on untouched; the
 * columns of a CSV file with a header row travel in a header of each record.
 */
public final class FileSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileSource.class);
    private static final int PARTITION = 0;
    private static final int MAX_ROWS_A_TRANSACTION = 20_000;
    private static final long MAX_BYTES_A_TRANSACTION = 8 << 20;
    private static final long LONG_WAIT_MS = 20;

    private final StreamConfig stream;
    private final IngestConfig config;
    private final String path;
    private final Options options;
    private final RawTopic topic;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * How a file is replayed.
     *
     * @param fromStart whether to send rows again that were sent before; within the window of deduplication they count
     *     as duplicates
     */
    public record Options(Speed speed, boolean fromStart) {
        public static final Options DEFAULTS = new Options(Speed.FULL, false);
    }

    /**
     * What a replay did.
     *
     * @param sentRows by this run
     * @param allRows by this run and earlier ones
     * @param complete whether the end of the file was reached
     */
    public record Result(long sentRows, long allRows, boolean complete) {}

    /** @param path of the file; {@code -} for what is piped in */
    public FileSource(StreamConfig stream, IngestConfig config, String path, Options options) {
        this(stream, config, path, options, new KafkaRawTopic(stream));
    }

    FileSource(StreamConfig stream, IngestConfig config, String path, Options options, RawTopic topic) {
        this.stream = stream;
        this.config = config;
        this.path = path;
        this.options = options;
        this.topic = topic;
        if (!options.speed().isFull() && stream.event().time() == null) {
            throw new ConfigException(List.of(new Fault(
                    "source",
                    0,
                    "event.time",
                    "name a field for a replay at a multiple of event time",
                    "nothing",
                    "")));
        }
    }

    /**
     * Sends the rows that are not in the topic yet and returns at the end of the file, or soon after {@link #close}.
     *
     * @throws ConfigException where the file is not there, not readable as declared, or not the one sent before
     */
    public Result run(ReplayListener listener) {
        int keptBytes = Math.max(config.maxRecordBytes(), topic.maxValueBytes());
        RowReader.Limits limits = new RowReader.Limits(config.maxRecordBytes(), keptBytes);
        try (InputFile file = InputFile.open(path);
                RowReader rows = reader(file, limits);
                // opened first: it ends what a broken-off run left open, so that the last position can be trusted
                Producer<byte[], byte[]> producer = topic.producer()) {
            byte[] columns = columns(rows);
            long already = skipSent(file, rows);
            return new Run(file, rows, producer, columns, already, listener).toEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new IllegalStateException("another replay into " + stream.rawTopic() + " has taken over", e);
        }
    }

    /** Ends a run after the row at hand; what was sent is committed. */
    @Override
    public void close() {
        stopped.countDown();
    }

    private RowReader reader(InputFile file, RowReader.Limits limits) {
        FormatConfig format = stream.format();
        return format.type() == FormatConfig.Type.CSV
                ? RowReader.ofCsv(file.stream(), limits, format.delimiter(), format.quote())
                : RowReader.ofLines(file.stream(), limits);
    }

    /** The header row of a CSV file whose columns the pipeline does not give; otherwise null. */
    private byte @Nullable [] columns(RowReader rows) throws IOException {
        FormatConfig format = stream.format();
        if (format.type() != FormatConfig.Type.CSV || !format.columns().isEmpty()) {
            return null;
        }
        Row header = rows.next();
        if (header == null) {
            return null;
        }
        rows.countFrom(0);
        CsvRow row = new CsvRow(format.delimiter(), format.quote());
        String malformed = row.read(new String(header.bytes(), StandardCharsets.UTF_8));
        if (malformed != null || header.isCut()) {
            throw InputFile.fault("start with a row of columns", String.valueOf(malformed), "or give format.columns");
        }
        checkColumns(row.cells());
        return header.bytes();
    }

    private void checkColumns(List<@Nullable String> cells) {
        List<String> names = cells.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        List<Fault> faults = new ArrayList<>();
        for (Field field : stream.fields()) {
            if (!names.contains(field.from())) {
                String hint = DidYouMean.hint(field.from(), names);
                faults.add(new Fault(
                        path,
                        1,
                        "fields." + field.name() + ".from",
                        "be a column of the file",
                        "'" + field.from() + "'",
                        hint.isEmpty() ? "its columns: " + String.join(", ", names) : hint));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    /** Goes on where the last committed row ends; returns how many rows that leaves out. */
    private long skipSent(InputFile file, RowReader rows) throws IOException {
        if (options.fromStart() || path.equals(InputFile.STANDARD_INPUT)) {
            return 0;
        }
        FilePosition last;
        try (Consumer<byte[], byte[]> consumer = topic.consumer()) {
            last = LastPosition.of(file.name(), new TopicPartition(stream.rawTopic(), PARTITION), consumer);
        }
        if (last == null) {
            return 0;
        }
        if (rows.offset() > last.endOffset()
                || !rows.skipTo(last.endOffset())
                || rows.prefixCrc() != last.prefixCrc()) {
            throw InputFile.fault(
                    "be the file whose first %,d rows were sent before".formatted(last.row()),
                    "one of the same name, " + file.name() + ", with other bytes before offset " + last.endOffset(),
                    "give it another name, or send it all with --from-start");
        }
        rows.countFrom(last.row());
        log.info("{}: {} rows were sent before; going on behind them", file.name(), last.row());
        return last.row();
    }

    /** One pass over the rest of the file. */
    private final class Run {
        private final InputFile file;
        private final RowReader rows;
        private final Producer<byte[], byte[]> producer;
        private final byte @Nullable [] columns;
        private final long already;
        private final ReplayListener listener;
        private final @Nullable Pace pace;

        private long sent;
        private long openRows;
        private long openBytes;
        private long openedNanos;

        Run(
                InputFile file,
                RowReader rows,
                Producer<byte[], byte[]> producer,
                byte @Nullable [] columns,
                long already,
                ReplayListener listener) {
            this.file = file;
            this.rows = rows;
            this.producer = producer;
            this.columns = columns;
            this.already = already;
            this.listener = listener;
            this.pace = options.speed().isFull() ? null : new Pace(options.speed());
        }

        Result toEnd() throws IOException {
            boolean complete = false;
            while (stopped.getCount() > 0) {
                Row row = rows.next();
                if (row == null) {
                    complete = true;
                    break;
                }
                ProducerRecord<byte[], byte[]> record = record(row);
                if (pace != null && !waitFor(pace, row, record.headers())) {
                    break;
                }
                send(record, row.length());
            }
            commit();
            return new Result(sent, already + sent, complete);
        }

        private ProducerRecord<byte[], byte[]> record(Row row) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(stream.rawTopic(), PARTITION, null, row.bytes());
            Headers headers = record.headers();
            FilePosition position = new FilePosition(file.name(), row.number(), row.endOffset(), row.prefixCrc());
            headers.add(FilePosition.HEADER, position.toHeader());
            if (columns != null) {
                headers.add(RawRecord.COLUMNS_HEADER, columns);
            }
            if (row.isCut()) {
                headers.add(RawRecord.CUT_HEADER, Long.toString(row.length()).getBytes(StandardCharsets.UTF_8));
            }
            return record;
        }

        /** Returns when the row is due; false where the source was closed meanwhile. */
        private boolean waitFor(Pace to, Row row, Headers headers) {
            EventReader reader = to.reader;
            Reading reading = reader.read(new RawRecord(
                    row.bytes(), headers, new SourcePosition(stream.rawTopic(), PARTITION, 0), Long.MIN_VALUE));
            long waitMs = reading instanceof Reading.Read read
                    ? to.waitMs(read.event().timeMs())
                    : 0;
            if (waitMs > LONG_WAIT_MS) {
                commit();
            }
            try {
                return waitMs <= 0 || !stopped.await(waitMs, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void send(ProducerRecord<byte[], byte[]> record, long bytes) {
            if (openRows == 0) {
                producer.beginTransaction();
                openedNanos = System.nanoTime();
            }
            producer.send(record);
            openRows++;
            openBytes += bytes;
            if (openRows >= MAX_ROWS_A_TRANSACTION
                    || openBytes >= MAX_BYTES_A_TRANSACTION
                    || System.nanoTime() - openedNanos
                            >= config.commitInterval().toNanos()) {
                commit();
            }
        }

        private void commit() {
            if (openRows > 0) {
                producer.commitTransaction();
                sent += openRows;
                openRows = 0;
                openBytes = 0;
            }
            listener.advanced(new ReplayListener.Progress(file.read(), file.size(), already + sent));
        }
    }

    /** When each event is due, by its time and that of the first one. */
    private final class Pace {
        private final Speed speed;
        private final EventReader reader = new EventReader(stream, config.maxRecordBytes(), Integer.MAX_VALUE);
        private long firstEventMs = Long.MIN_VALUE;
        private long startNanos;

        Pace(Speed speed) {
            this.speed = speed;
        }

        long waitMs(long eventMs) {
            long now = System.nanoTime();
            if (firstEventMs == Long.MIN_VALUE) {
                firstEventMs = eventMs;
                startNanos = now;
            }
            double dueMs = (eventMs - firstEventMs) / speed.multiple();
            return (long) Math.min(dueMs - (now - startNanos) / 1e6, Integer.MAX_VALUE);
        }
    }
}
