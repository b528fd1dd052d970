package io.freshet.ingest.parse;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.Parsed;
import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.field.Rejection.Codes;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw record to event: decoded, cut into fields, each field parsed, validated and normalised by its type, and the ones
 * put together that say who, what and when. Not for several threads at once.
 */
public final class EventReader {
    private static final Logger log = LoggerFactory.getLogger(EventReader.class);

    private static final int MAX_KEPT = 64;

    private final StreamConfig stream;
    private final RawValues raw;
    private final int maxRecordBytes;
    private final EventSize size;
    private final boolean[] isEntity;
    private final boolean[] isItem;
    private final int time;
    private final int[] id;
    private final int[] entity;
    private final int[] item;
    private final @Nullable Object[] lastRaw;
    private final @Nullable Parsed[] lastParsed;

    /** @param maxEventBytes what a message of the events topic may take */
    public EventReader(StreamConfig stream, int maxRecordBytes, int maxEventBytes) {
        this.stream = stream;
        this.raw = RawValues.of(stream);
        this.maxRecordBytes = maxRecordBytes;
        this.size = new EventSize(maxEventBytes);
        this.id = indices(stream.event().id());
        this.entity = indices(stream.event().entity());
        this.item = indices(stream.event().item());
        String timeField = stream.event().time();
        this.time = timeField == null ? -1 : stream.indexOf(timeField);
        this.isEntity = marked(entity);
        this.lastRaw = new Object[stream.fields().size()];
        this.lastParsed = new Parsed[stream.fields().size()];
        this.isItem = marked(item);
    }

    /** Never throws for what a record holds. */
    public Reading read(RawRecord record) {
        try {
            return attempt(record);
        } catch (RuntimeException | StackOverflowError e) {
            // A fault of ours, or of a user's regular expression: it must not cost more than this record.
            log.warn("could not read {}", record.at(), e);
            return Reading.rejected(Codes.UNREADABLE, "", "reading failed: " + e);
        }
    }

    private Reading attempt(RawRecord record) {
        byte[] value = record.value();
        Header cut = record.headers().lastHeader(RawRecord.CUT_HEADER);
        if (cut != null && cut.value() != null) {
            String bytes = new String(cut.value(), StandardCharsets.UTF_8);
            return Reading.rejected(
                    Codes.TOO_LARGE, "", "the row has " + bytes + " bytes, at most " + maxRecordBytes + " are allowed");
        }
        if (value == null || value.length == 0) {
            return Reading.rejected(Codes.EMPTY_RECORD, "", value == null ? "the value is null" : "the value is empty");
        }
        if (value.length > maxRecordBytes) {
            return Reading.rejected(
                    Codes.TOO_LARGE,
                    "",
                    "the record has " + value.length + " bytes, at most " + maxRecordBytes + " are allowed");
        }
        String text = Utf8.decode(value);
        if (text == null) {
            return Reading.rejected(Codes.BAD_UTF8, "", "the bytes are not UTF-8");
        }
        Rejection fault = raw.read(text, record.headers());
        return fault != null ? new Reading.Unread(fault) : event(record, value.length);
    }

    private Reading event(RawRecord record, int recordBytes) {
        List<Field> fields = stream.fields();
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Object rawValue = raw.value(i);
            Parsed parsed = parsed(i, rawValue);
            values[i] = parsed.value();
            Rejection rejection = values[i] == null ? missing(i, rawValue) : null;
            rejection = rejection == null ? parsed.rejection() : rejection;
            if (rejection != null) {
                return new Reading.Unread(rejection);
            }
        }
        for (int part : id) {
            if (values[part] == null) {
                String name = fields.get(part).name();
                return Reading.rejected(Codes.MISSING_FIELD, name, name + " is part of the event's id and is missing");
            }
        }
        String inFile = id.length > 0 ? null : FilePosition.textIn(record.headers());
        Event event = new Event(
                id.length > 0
                        ? joined(id, values)
                        : inFile != null ? inFile : record.at().toString(),
                entity.length == 0 ? stream.name() : joined(entity, values),
                item.length == 0 ? null : joined(item, values),
                time < 0 ? record.timestampMs() : (Long) requireValue(values[time]),
                Collections.unmodifiableList(Arrays.asList(values)));
        if (!size.fits(event, recordBytes)) {
            return Reading.rejected(
                    Codes.TOO_LARGE, "", "as an event it takes more than " + size.maxBytes() + " bytes");
        }
        return new Reading.Read(event, id.length > 0 || inFile != null);
    }

    // In a stream, the same texts come in a row: a session's user, an invoice's date and country.
    private Parsed parsed(int field, @Nullable Object rawValue) {
        Parsed last = lastParsed[field];
        if (last != null && rawValue != null && rawValue.equals(lastRaw[field])) {
            return last;
        }
        Parsed parsed = stream.fields().get(field).parse(rawValue);
        boolean kept = rawValue instanceof String text && text.length() <= MAX_KEPT;
        lastRaw[field] = kept ? rawValue : null;
        lastParsed[field] = kept ? parsed : null;
        return parsed;
    }

    /** Who, what and when must be there, whether or not their fields are marked as required. */
    private @Nullable Rejection missing(int field, @Nullable Object rawValue) {
        boolean blank = rawValue instanceof String text && text.isBlank();
        if (rawValue != null && !blank) {
            return null; // it is there, and wrong: its type says how
        }
        String name = stream.fields().get(field).name();
        if (isEntity[field] || isItem[field]) {
            if (blank) {
                return new Rejection(Codes.EMPTY_KEY, name, name + " is blank");
            }
            return new Rejection(
                    isEntity[field] ? Codes.MISSING_ENTITY : Codes.MISSING_ITEM, name, name + " is missing");
        }
        return field == time ? new Rejection(Codes.MISSING_TIME, name, name + " is missing") : null;
    }

    private String joined(int[] parts, @Nullable Object[] values) {
        if (parts.length == 1) {
            return shown(parts[0], values);
        }
        List<String> texts = new ArrayList<>(parts.length);
        for (int part : parts) {
            // so that (a|b, c) and (a, b|c) stay two
            texts.add(shown(part, values).replace("\\", "\\\\").replace(StreamConfig.JOIN, "\\" + StreamConfig.JOIN));
        }
        return String.join(StreamConfig.JOIN, texts);
    }

    private String shown(int field, @Nullable Object[] values) {
        Object value = requireValue(values[field]);
        return value instanceof String text
                ? text
                : stream.fields().get(field).type().shown(value);
    }

    private static Object requireValue(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("a value that was checked is null");
        }
        return value;
    }

    private int[] indices(List<String> names) {
        return names.stream().mapToInt(stream::indexOf).toArray();
    }

    private boolean[] marked(int[] indices) {
        boolean[] marks = new boolean[stream.fields().size()];
        for (int index : indices) {
            marks[index] = true;
        }
        return marks;
    }
}
