package io.freshet.ingest.file;

import io.freshet.ingest.parse.CsvRow;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a file in bounded memory. In CSV a quoted cell may hold line ends; where a quote turns out not to be closed,
 * or its row to be too long, the line it began on is the row and reading goes on with the next line, so that a stray
 * quote costs one row and not the rest of the file. Blank lines are no rows.
 */
public final class RowReader implements Closeable {
    private static final int CHUNK = 1 << 16;
    private static final int NONE = Integer.MIN_VALUE; // equal to no byte and to no place

    private final InputStream in;
    private final int maxRowBytes;
    private final int keptBytes;
    private final int quote;
    private final int delimiter;
    private final CRC32C crc = new CRC32C();

    private byte[] buffer = new byte[CHUNK];
    private int rowStart;
    private int limit;
    private boolean atEnd;
    private long number;
    private long offset;

    private RowReader(InputStream in, Limits limits, int quote, int delimiter) {
        this.in = in;
        this.maxRowBytes = limits.maxRowBytes();
        this.keptBytes = limits.keptBytes();
        this.quote = quote;
        this.delimiter = delimiter;
    }

    /**
     * What bounds memory.
     *
     * @param maxRowBytes a quoted cell that makes its row longer than this is taken for one that is never closed
     * @param keptBytes how much of a long line is kept
     */
    public record Limits(int maxRowBytes, int keptBytes) {
        public Limits {
            if (maxRowBytes < 1 || keptBytes < maxRowBytes) {
                throw new IllegalArgumentException("limits of " + maxRowBytes + " and " + keptBytes + " bytes");
            }
        }
    }

    /** A row is a line. */
    public static RowReader ofLines(InputStream in, Limits limits) {
        return new RowReader(in, limits, NONE, NONE);
    }

    /** A row is a line, or several where a quoted cell holds line ends. */
    public static RowReader ofCsv(InputStream in, Limits limits, char delimiter, char quote) {
        return new RowReader(in, limits, quote == CsvRow.NO_QUOTE ? NONE : quote, delimiter);
    }

    /** The next row, or null at the end. */
    public @Nullable Row next() throws IOException {
        while (true) {
            if (offset == 0) {
                skipByteOrderMark();
            }
            Row row = anyRow();
            if (row == null || row.length() > 0) {
                return row;
            }
        }
    }

    /** Where the next row starts. */
    public long offset() {
        return offset;
    }

    /** CRC-32C of everything before {@link #offset()}. */
    public int prefixCrc() {
        return (int) crc.getValue();
    }

    /** Says which row was the last, for rows that {@link #skipTo} passed over or that are not data. */
    public void countFrom(long rows) {
        number = rows;
    }

    /** Reads on to an offset without looking at rows; false where the file ends before it. */
    public boolean skipTo(long target) throws IOException {
        while (offset < target) {
            if (rowStart == limit && !fill()) {
                return false;
            }
            consume((int) Math.min(target - offset, limit - rowStart));
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable Row anyRow() throws IOException {
        int at = rowStart;
        int firstLineEnd = NONE;
        boolean cellStart = true;
        boolean quoted = false;
        boolean afterQuote = false;
        while (true) {
            if (at == limit) {
                int scanned = at - rowStart;
                if (scanned > maxRowBytes && firstLineEnd != NONE) {
                    return row(firstLineEnd);
                }
                if (scanned > keptBytes) {
                    return longRow();
                }
                int toLineEnd = firstLineEnd - rowStart;
                boolean more = fill();
                at = rowStart + scanned; // the row may have moved to the front of the buffer
                firstLineEnd = firstLineEnd == NONE ? NONE : rowStart + toLineEnd;
                if (!more) {
                    return quoted && firstLineEnd != NONE ? row(firstLineEnd) : lastRow();
                }
            }
            byte b = buffer[at];
            if (b == '\n') {
                if (!quoted) {
                    return at - rowStart > maxRowBytes + 1 && firstLineEnd != NONE ? row(firstLineEnd) : row(at);
                }
                firstLineEnd = firstLineEnd == NONE ? at : firstLineEnd;
            } else if (quoted) {
                if (b == quote) {
                    quoted = false; // closed, or the first of a doubled one
                    afterQuote = true;
                }
            } else if (b == quote && (cellStart || afterQuote)) {
                quoted = true;
                afterQuote = false;
                cellStart = false;
            } else if (b == delimiter) {
                cellStart = true;
                afterQuote = false;
            } else {
                if (afterQuote && b != ' ' && b != '\r' && firstLineEnd != NONE) {
                    return row(firstLineEnd); // text after a closing quote: the quote was a stray one
                }
                cellStart = false;
                afterQuote = afterQuote && b == ' ';
            }
            at++;
        }
    }

    /** The row that ends before a line end. */
    private Row row(int lineEnd) {
        int end = lineEnd > rowStart && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        int length = end - rowStart;
        byte[] bytes = Arrays.copyOfRange(buffer, rowStart, rowStart + Math.min(length, keptBytes));
        consume(lineEnd + 1 - rowStart);
        return numbered(bytes, length);
    }

    private @Nullable Row lastRow() {
        if (rowStart == limit) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, rowStart, Math.min(limit, rowStart + keptBytes));
        int length = limit - rowStart;
        consume(length);
        return numbered(bytes, length);
    }

    /** A line too long for the buffer: keeps its beginning and passes over the rest. */
    private Row longRow() throws IOException {
        byte[] bytes = Arrays.copyOfRange(buffer, rowStart, rowStart + keptBytes);
        long start = offset;
        int at = rowStart;
        while (true) {
            while (at < limit && buffer[at] != '\n') {
                at++;
            }
            boolean found = at < limit;
            consume(at - rowStart);
            if (found) {
                long length = offset - start;
                consume(1);
                return numbered(bytes, length);
            }
            if (!fill()) {
                return numbered(bytes, offset - start);
            }
            at = rowStart;
        }
    }

    private Row numbered(byte[] bytes, long length) {
        if (length > 0) {
            number++;
        }
        return new Row(bytes, length, number, offset, prefixCrc());
    }

    private void consume(int count) {
        crc.update(buffer, rowStart, count);
        rowStart += count;
        offset += count;
    }

    /** Reads more behind what is there; false at the end of the file. */
    private boolean fill() throws IOException {
        if (atEnd) {
            return false;
        }
        if (rowStart > 0) {
            System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
            limit -= rowStart;
            rowStart = 0;
        }
        if (buffer.length - limit < CHUNK / 2) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read <= 0) {
            atEnd = true;
            return false;
        }
        limit += read;
        return true;
    }

    private void skipByteOrderMark() throws IOException {
        while (limit < 3 && fill()) {
            // three bytes decide
        }
        if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            consume(3);
        }
    }
}
