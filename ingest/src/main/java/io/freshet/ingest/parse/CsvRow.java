package io.freshet.ingest.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of CSV (RFC 4180), cut into cells. Reused for row after row: it notes where each cell lies and makes a string
 * only of the cells that are asked for. A record holds one row, so what a CSV library does (read a stream, buffer it,
 * recover from its faults) would be done anew for each record.
 */
public final class CsvRow {
    /** Quote character of a format without quoting. */
    public static final char NO_QUOTE = '\0';

    private static final int QUOTED = 1;
    private static final int DOUBLED = 2;

    private final char delimiter;
    private final char quote;
    private String text = "";
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private byte[] kinds = new byte[32];
    private int count;

    public CsvRow(char delimiter, char quote) {
        this.delimiter = delimiter;
        this.quote = quote;
    }

    /** Cuts a row, with or without its line end; returns what is wrong with it, or null. */
    public @Nullable String read(String row) {
        text = row;
        count = 0;
        int end = withoutLineEnd(row);
        int at = 0;
        while (true) {
            if (quote != NO_QUOTE && at < end && row.charAt(at) == quote) {
                at = quotedCell(at + 1, end);
                if (at < 0) {
                    return at == UNTERMINATED
                            ? "column " + (count + 1) + " opens a quote that is never closed"
                            : "column " + count + " goes on after its closing quote";
                }
            } else {
                int start = at;
                while (at < end && row.charAt(at) != delimiter) {
                    char c = row.charAt(at);
                    if (c == '\n') {
                        return "more than one row in a record";
                    }
                    at++;
                }
                add(start, at, 0);
            }
            if (at >= end) {
                return null;
            }
            at++; // the delimiter
        }
    }

    /** How many cells the row has. */
    public int count() {
        return count;
    }

    /** A cell's text; null where it is empty, for CSV cannot tell nothing from an empty text. */
    public @Nullable String cell(int column) {
        int start = starts[column];
        int end = ends[column];
        if (start == end) {
            return null;
        }
        String cell = text.substring(start, end);
        return kinds[column] == DOUBLED ? undoubled(cell) : cell;
    }

    public List<@Nullable String> cells() {
        List<@Nullable String> cells = new ArrayList<>(count);
        for (int column = 0; column < count; column++) {
            cells.add(cell(column));
        }
        return cells;
    }

    private static final int UNTERMINATED = -1;
    private static final int TEXT_AFTER_QUOTE = -2;

    private int quotedCell(int start, int end) {
        int kind = QUOTED;
        int at = start;
        while (true) {
            at = text.indexOf(quote, at);
            if (at < 0 || at >= end) {
                return UNTERMINATED;
            }
            if (at + 1 < end && text.charAt(at + 1) == quote) {
                kind = DOUBLED;
                at += 2;
                continue;
            }
            add(start, at, kind);
            at++;
            while (at < end && text.charAt(at) == ' ' && delimiter != ' ') {
                at++; // blanks between a closing quote and the delimiter carry nothing
            }
            return at >= end || text.charAt(at) == delimiter ? at : TEXT_AFTER_QUOTE;
        }
    }

    private String undoubled(String cell) {
        String one = String.valueOf(quote);
        return cell.replace(one + one, one);
    }

    private void add(int start, int end, int kind) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            kinds = Arrays.copyOf(kinds, count * 2);
        }
        starts[count] = start;
        ends[count] = end;
        kinds[count] = (byte) kind;
        count++;
    }

    private static int withoutLineEnd(String row) {
        int end = row.length();
        if (end > 0 && row.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && row.charAt(end - 1) == '\r') {
            end--;
        }
        return end;
    }
}
