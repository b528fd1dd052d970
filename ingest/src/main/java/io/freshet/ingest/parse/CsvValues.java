package io.freshet.ingest.parse;

import io.freshet.schemas.field.Field;
import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.field.Rejection.Codes;
import io.freshet.schemas.stream.FormatConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Declared fields of a row of CSV. The columns' names are the pipeline's ({@code format.columns}) or, where it gives
 * none, the record's own, in a header.
 */
final class CsvValues implements RawValues {
    private final CsvRow row;
    private final CsvRow header;
    private final List<Field> fields;
    private final boolean declared;

    private byte @Nullable [] headerBytes;
    private @Nullable Rejection columnsFault;
    private int columnCount;
    private final int[] columnOfField;

    CsvValues(StreamConfig stream) {
        FormatConfig format = stream.format();
        row = new CsvRow(format.delimiter(), format.quote());
        header = new CsvRow(format.delimiter(), format.quote());
        fields = stream.fields();
        columnOfField = new int[fields.size()];
        declared = !format.columns().isEmpty();
        if (declared) {
            columns(format.columns());
        }
    }

    @Override
    public @Nullable Rejection read(String text, Headers headers) {
        Rejection fault = declared ? columnsFault : columnsOf(headers);
        if (fault != null) {
            return fault;
        }
        String malformed = row.read(text);
        if (malformed != null) {
            return new Rejection(Codes.MALFORMED_CSV, "", malformed);
        }
        return row.count() == columnCount
                ? null
                : new Rejection(
                        Codes.COLUMN_COUNT, "", "has " + row.count() + " columns, " + columnCount + " were expected");
    }

    @Override
    public @Nullable Object value(int field) {
        return row.cell(columnOfField[field]);
    }

    private @Nullable Rejection columnsOf(Headers headers) {
        Header columns = headers.lastHeader(RawRecord.COLUMNS_HEADER);
        if (columns == null || columns.value() == null) {
            return new Rejection(
                    Codes.MISSING_COLUMN,
                    "",
                    "the columns of a record are unknown: give format.columns, or a header "
                            + RawRecord.COLUMNS_HEADER);
        }
        // Records of one file carry the same columns: only the first is read.
        if (headerBytes == null || !Arrays.equals(headerBytes, columns.value())) {
            headerBytes = columns.value();
            String text = Utf8.decode(headerBytes);
            String malformed = text == null ? "not UTF-8" : header.read(text);
            if (malformed == null) {
                columns(header.cells());
            } else {
                columnsFault = new Rejection(
                        Codes.MISSING_COLUMN, "", "header " + RawRecord.COLUMNS_HEADER + " is no CSV: " + malformed);
            }
        }
        return columnsFault;
    }

    private void columns(List<@Nullable String> names) {
        columnCount = names.size();
        columnsFault = null;
        for (int field = 0; field < columnOfField.length; field++) {
            String from = fields.get(field).from();
            columnOfField[field] = names.indexOf(from);
            if (columnOfField[field] < 0 && columnsFault == null) {
                columnsFault = new Rejection(
                        Codes.MISSING_COLUMN,
                        fields.get(field).name(),
                        "no column '" + from + "' among " + shortened(String.join(", ", names)));
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 297) + "...";
    }
}
