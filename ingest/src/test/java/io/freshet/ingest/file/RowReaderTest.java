package io.freshet.ingest.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RowReaderTest {

    @Test
    void readsLinesWithEitherLineEndAndNoBlankOnes() throws IOException {
        assertThat(texts(csv("a,b\r\n\n\r\nc,d\ne,f"))).containsExactly("a,b", "c,d", "e,f");
        assertThat(texts(csv(""))).isEmpty();
    }

    @Test
    void keepsAQuotedCellsLineEndsWithinTheRow() throws IOException {
        assertThat(texts(csv("a,\"one\ntwo \"\"x\"\"\n\",b\nnext\n")))
                .containsExactly("a,\"one\ntwo \"\"x\"\"\n\",b", "next");
    }

    @Test
    void takesAQuoteAmidACellForNoQuote() throws IOException {
        assertThat(texts(csv("5\" pipe,a\nb\n"))).containsExactly("5\" pipe,a", "b");
    }

    @Test
    void losesOneRowToAQuoteThatIsNeverClosed() throws IOException {
        assertThat(texts(csv("a,\"b\nc,d\ne,f\n"))).containsExactly("a,\"b", "c,d", "e,f");
    }

    @Test
    void losesOneRowToAStrayQuoteThatALaterQuoteWouldClose() throws IOException {
        assertThat(texts(csv("a,\"b\nc,\"d\"\ne,f\n"))).containsExactly("a,\"b", "c,\"d\"", "e,f");
    }

    @Test
    void losesOneRowToAQuoteThatIsClosedTooLate() throws IOException {
        String rows = "x,y\n".repeat(1000);
        List<Row> read = rows(RowReader.ofCsv(stream(("a,\"b\n" + rows).getBytes(UTF_8)), bounded(100), ',', '"'));
        assertThat(read).hasSize(1001);
        assertThat(new String(read.get(0).bytes(), UTF_8)).isEqualTo("a,\"b");
    }

    @Test
    void hasNoQuotesInPlainLines() throws IOException {
        RowReader lines =
                RowReader.ofLines(stream("{\"a\":1}\n\"x\n\u00ff\u00ff\n".getBytes(ISO_8859_1)), bounded(100));
        assertThat(rows(lines)).hasSize(3);
    }

    @Test
    void keepsOnlyTheBeginningOfALongRow() throws IOException {
        int long10Mb = 10 << 20;
        byte[] file = ("a\n" + "x".repeat(long10Mb) + "\nb\n").getBytes(UTF_8);
        List<Row> rows = rows(RowReader.ofLines(stream(file), bounded(1000)));
        assertThat(rows).extracting(Row::length).containsExactly(1L, (long) long10Mb, 1L);
        assertThat(rows).extracting(row -> row.bytes().length).containsExactly(1, 1000, 1);
        assertThat(rows).extracting(Row::isCut).containsExactly(false, true, false);
        assertThat(rows.get(2).endOffset()).isEqualTo(file.length);
    }

    @Test
    void keepsALongLineWholeUpToWhatAMessageTakes() throws IOException {
        byte[] file = ("a\n" + "x".repeat(5000) + "\n" + "y".repeat(9001) + "\n\"z\nb\n" + "c\n".repeat(1000))
                .getBytes(UTF_8);
        List<Row> rows = rows(RowReader.ofCsv(stream(file), new RowReader.Limits(1000, 9000), ',', '"'));
        assertThat(rows).extracting(row -> row.bytes().length).startsWith(1, 5000, 9000, 2, 1, 1);
        assertThat(rows).extracting(Row::isCut).startsWith(false, false, true, false);
        assertThat(rows).hasSize(1005);
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(texts(csv("\uFEFFa\nb\n"))).containsExactly("a", "b");
    }

    @Test
    void goesOnBehindAnyRowAsIfItHadReadAllBefore() throws IOException {
        byte[] file = ("\uFEFFh,i\n\na,\"1\n2\"\r\n" + "y".repeat(300_000) + "\nb,\"x\nc\n").getBytes(UTF_8);
        List<Row> all = rows(RowReader.ofCsv(stream(file), bounded(1000), ',', '"'));
        for (int i = 0; i < all.size(); i++) {
            RowReader resumed = RowReader.ofCsv(stream(file), bounded(1000), ',', '"');
            assertThat(resumed.skipTo(all.get(i).endOffset())).isTrue();
            resumed.countFrom(all.get(i).number());
            assertThat(resumed.prefixCrc()).isEqualTo(all.get(i).prefixCrc());
            assertThat(rows(resumed))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyElementsOf(all.subList(i + 1, all.size()));
        }
        assertThat(RowReader.ofLines(stream(file), bounded(10)).skipTo(file.length + 1))
                .isFalse();
    }

    @Test
    void coversEveryByteInOrderWhateverTheFileHolds() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 2_000; n++) {
            byte[] file = new byte[random.nextInt(200)];
            for (int i = 0; i < file.length; i++) {
                file[i] = (byte) "ab,\"\"\n\r\u00ff".charAt(random.nextInt(8));
            }
            long end = 0;
            long number = 0;
            for (Row row : rows(RowReader.ofCsv(stream(file), bounded(1 + random.nextInt(30)), ',', '"'))) {
                String inFile = new String(file, (int) end, (int) (row.endOffset() - end), ISO_8859_1);
                assertThat(inFile).as("seed %d", seed).contains(new String(row.bytes(), ISO_8859_1));
                assertThat(row.number()).as("seed %d", seed).isEqualTo(++number);
                CRC32C crc = new CRC32C();
                crc.update(file, 0, (int) row.endOffset());
                assertThat(row.prefixCrc()).as("seed %d", seed).isEqualTo((int) crc.getValue());
                end = row.endOffset();
            }
            String rest = new String(file, (int) end, file.length - (int) end, ISO_8859_1);
            assertThat(rest).as("seed %d", seed).matches("[\r\n]*");
        }
    }

    private static RowReader.Limits bounded(int bytes) {
        return new RowReader.Limits(bytes, bytes);
    }

    private static RowReader csv(String text) {
        return RowReader.ofCsv(stream(text.getBytes(UTF_8)), bounded(1 << 20), ',', '"');
    }

    /** Gives few bytes a read, as pipes do. */
    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, bytes.length < 10_000 ? 7 : 70_000));
            }
        };
    }

    private static List<String> texts(RowReader reader) throws IOException {
        return rows(reader).stream().map(row -> new String(row.bytes(), UTF_8)).toList();
    }

    private static List<Row> rows(RowReader reader) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }
}
