package io.freshet.ingest.parse;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where in which file a raw record's row stands. Every record of a file source carries it as a header: the last one in
 * the raw topic says where to go on, and the same row sent twice is the same event.
 *
 * @param file the file's name, without its folder
 * @param row 1 for the first row of data
 * @param endOffset where the next row starts, in bytes of the unpacked file
 * @param prefixCrc CRC-32C of the file up to there
 */
public record FilePosition(String file, long row, long endOffset, int prefixCrc) {
    public static final String HEADER = "freshet.position";

    private static final Pattern WRITTEN =
            Pattern.compile("(.*):([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{8})", Pattern.DOTALL);

    /** The position in a record's headers; null where there is none, or no readable one. */
    public static @Nullable FilePosition in(Headers headers) {
        String text = textIn(headers);
        Matcher written = WRITTEN.matcher(text == null ? "" : text);
        return written.matches()
                ? new FilePosition(
                        written.group(1),
                        Long.parseLong(written.group(2)),
                        Long.parseLong(written.group(3)),
                        Integer.parseUnsignedInt(written.group(4), 16))
                : null;
    }

    /** The position as it is written, for whoever needs no more than to tell it from others. */
    static @Nullable String textIn(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null || header.value().length == 0
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    public byte[] toHeader() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Names the row: two rows have the same text only if the files agree up to and including them. */
    @Override
    public String toString() {
        return file + ":" + row + ":" + endOffset + ":" + hex(prefixCrc);
    }

    private static String hex(int value) {
        String digits = Integer.toHexString(value);
        return "00000000".substring(digits.length()) + digits;
    }
}
