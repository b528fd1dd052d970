package io.freshet.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ingest.testing.Streams;
import io.freshet.schemas.field.Rejection;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    private static final int MAX = 10_000;
    private static final String ROW =
            "536365,85123A,\"HEART, WHITE\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom";
    private static final String EDIT =
            "{'id':'e1','user':'Ann','channel':'#en','page':{'title':'A|B'},'at':'2015-09-12T00:46:58.771Z',"
                    + "'delta':36,'minor':false,'tags':['x','y','x'],'comment':'hi','place':[1,2.5],'score':1}";

    private final StreamConfig retail = Streams.stream(Streams.RETAIL);
    private final EventReader csv = new EventReader(retail, MAX, 1 << 20);
    private final EventReader json = new EventReader(Streams.stream(Streams.EDITS), MAX, 1 << 20);

    @Test
    void readsARowOfCsvByTheColumnsInItsHeader() {
        Event event = event(csv.read(row(ROW)));
        assertThat(event.entity()).isEqualTo("17850");
        assertThat(event.item()).isEqualTo("85123A");
        assertThat(event.timeMs()).isEqualTo(1_291_191_960_000L);
        assertThat(event.id()).isEqualTo("raw-3-42");
        assertThat(event.values())
                .containsExactly(
                        "536365", "85123A", "HEART, WHITE", 6.0, 1_291_191_960_000L, 2.55, "17850", "United Kingdom");
    }

    @Test
    void readsJsonAndJoinsItsKeysSoThatTheyStayApart() {
        Event event = event(json.read(record(EDIT)));
        assertThat(event.id()).isEqualTo("e1");
        assertThat(event.entity()).isEqualTo("Ann");
        assertThat(event.item()).isEqualTo("#en|A\\|B");
        assertThat(event.values().subList(5, 9)).containsExactly(36.0, false, List.of("x", "y"), "hi");
        assertThat((float[]) event.values().get(9)).containsExactly(1f, 2.5f);
    }

    @Test
    void takesDeclaredColumnsBeforeTheRecords() {
        StreamConfig declared = Streams.stream("""
                name: s
                format: { type: csv, columns: [a, b], delimiter: ";" }
                fields: { b: { type: categorical } }
                event: { entity: b }
                """);
        Event event = event(new EventReader(declared, MAX, 1 << 20).read(record("1;x", "freshet.columns", "q,r,s")));
        assertThat(event.entity()).isEqualTo("x");
        assertThat(event.item()).isNull();
        assertThat(event.timeMs()).isEqualTo(777);
    }

    @Test
    void callsTheOneHistoryOfAStreamWithoutEntitiesByTheStreamsName() {
        StreamConfig market = Streams.stream("""
                name: market
                format: { type: csv, columns: [price, up] }
                fields: { price: { type: numeric }, up: { type: boolean, learn: false } }
                event: { entity: off }
                """);
        EventReader reader = new EventReader(market, MAX, 1 << 20);
        assertThat(event(reader.read(record("2.5,1"))).entity()).isEqualTo("market");
        assertThat(event(reader.read(record("3.5,0"))).entity()).isEqualTo("market");
    }

    @Test
    void namesAnEventOfAFileByItsPlaceThere() {
        RawRecord record = row(ROW);
        record.headers().add(FilePosition.HEADER, "shop.csv:7:900:0000abcd".getBytes(UTF_8));
        assertThat(event(csv.read(record)).id()).isEqualTo("shop.csv:7:900:0000abcd");
        assertThat(((Reading.Read) csv.read(record)).repeatable()).isTrue();
        assertThat(((Reading.Read) csv.read(row(ROW))).repeatable()).isFalse();
    }

    @Test
    void followsTheColumnsFromRecordToRecord() {
        StreamConfig stream =
                Streams.stream("{name: s, format: {type: csv}, fields: {b: {type: categorical}}, event: {entity: b}}");
        EventReader reader = new EventReader(stream, MAX, 1 << 20);
        assertThat(event(reader.read(record("1,2", "freshet.columns", "a,b"))).entity())
                .isEqualTo("2");
        assertThat(event(reader.read(record("1,2", "freshet.columns", "b,a"))).entity())
                .isEqualTo("1");
        assertThat(rejection(reader.read(record("1,2", "freshet.columns", "x,a")))
                        .reason())
                .contains("no column 'b'");
        assertThat(rejection(reader.read(record("1,2", "freshet.columns", "\"x")))
                        .code())
                .isEqualTo("missing-column");
        assertThat(event(reader.read(record("1,2", "freshet.columns", "a,b"))).entity())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    536365;                  ~~;          a cell too many  ; column-count
                    536365,;                 ~,~;         no invoice, fine ; -
                    536365,;                 C536365,;    cancelled        ; pattern-mismatch
                    ,85123A,;                ,,;          no item          ; missing-item
                    85123A,;                 ~  ,~;       blank item       ; empty-key
                    17850.0;                 ~~;          no customer      ; missing-entity
                    17850.0;                 ~   ~;       blank customer   ; empty-key
                    ,6,;                     ,-6,;        returned         ; out-of-range
                    ,6,;                     ,six,;       no number        ; not-a-number
                    ,6,;                     ,NaN,;       not a number     ; not-finite
                    2.55;                    1e999;       infinite         ; not-finite
                    2010-12-01 08:26:00;     12/1/10;     foreign date     ; bad-timestamp
                    2010-12-01 08:26:00;     ~~;          no date          ; missing-time
                    2010-12-01 08:26:00;     2010-12-01T08:26:00Z; ISO     ; -
                    2010-12-01 08:26:00;     1291191960;  seconds          ; -
                    "HEART;                  x"HEART;     stray quote      ; column-count
                    "HEART, WHITE";          "HEART;      open quote       ; malformed-csv
                    "HEART, WHITE";          "HEART"x;    text after quote ; malformed-csv
                    """)
    void rejectsARowOfCsvWithACode(String replaced, String by, String what, String code) {
        String row = what.startsWith("a cell") ? ROW + "," : ROW.replace(replaced, by);
        if (!what.startsWith("a cell")) {
            assertThat(row).isNotEqualTo(ROW);
        }
        assertCode(csv.read(row(row)), code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    'Ann';              null;                     missing-entity
                    'user':'Ann',;      ~~;                       missing-entity
                    'Ann';              '';                       empty-key
                    'Ann';              ['Ann'];                  not-text
                    'Ann';              {'a':1};                  not-text
                    'Ann';              17;                       -
                    'A|B';              null;                     missing-item
                    {'title':'A|B'};    'A';                      missing-item
                    'A|B';              ' ';                      empty-key
                    'e1';               null;                     missing-field
                    '2015-09-12T00:46:58.771Z'; null;             missing-time
                    '2015-09-12T00:46:58.771Z'; 'yesterday';      bad-timestamp
                    '2015-09-12T00:46:58.771Z'; true;             bad-timestamp
                    '2015-09-12T00:46:58.771Z'; 1442018818771;    -
                    36;                 '36';                     -
                    36;                 'x';                      not-a-number
                    36;                 [36];                     not-a-number
                    36;                 NaN;                      not-finite
                    36;                 1e400;                    not-finite
                    36;                 -Infinity;                not-finite
                    36;                 1000001;                  out-of-range
                    36;                 123456789012345678901234; out-of-range
                    false;              'maybe';                  not-a-boolean
                    false;              null;                     -
                    ['x','y','x'];      'x|y';                    -
                    ['x','y','x'];      [['x']];                  not-text
                    'hi';               {'x':1};                  not-text
                    [1,2.5];            [1];                      not-a-vector
                    [1,2.5];            [1,'x'];                  not-a-vector
                    [1,2.5];            [1,NaN];                  not-finite
                    ,'score':1;         ~~;                       missing-field
                    'e1','user';        'e1','user':'Bob','user'; -
                    {'id';              [{'id';                   malformed-json
                    'score':1};         'score':1;                malformed-json
                    'score':1};         'score':1}};              malformed-json
                    'hi';               'h\\u00;                  malformed-json
                    """)
    void rejectsJsonWithACode(String replaced, String by, String code) {
        assertThat(EDIT).contains(replaced);
        assertCode(json.read(record(EDIT.replace(replaced, by))), code);
    }

    @Test
    void rejectsWhatIsNoTextOrTooMuchOfIt() {
        assertCode(json.read(new RawRecord(null, new RecordHeaders(), at(), 1)), "empty-record");
        assertCode(json.read(raw(new byte[0])), "empty-record");
        assertCode(json.read(raw(new byte[] {'{', '"', (byte) 0xC3, '"', '}'})), "bad-utf8");
        assertCode(csv.read(raw(new byte[MAX + 1])), "too-large");
        assertCode(csv.read(record("abc", RawRecord.CUT_HEADER, "20000")), "too-large");
        assertCode(json.read(record("{'a':" + "[".repeat(5000))), "malformed-json");
        assertCode(csv.read(record(ROW)), "missing-column");
    }

    @Test
    void takesTheReplacementCharacterItselfForText() {
        assertThat(event(json.read(record(EDIT.replace("Ann", "\uFFFD")))).entity())
                .isEqualTo("\uFFFD");
        assertThat(event(json.read(record("\uFEFF" + EDIT))).entity()).isEqualTo("Ann");
    }

    @Test
    void rejectsAnEventThatItsTopicWouldNotTake() {
        EventReader narrow = new EventReader(Streams.stream(Streams.EDITS), MAX, 2_000);
        assertCode(narrow.read(record(EDIT.replace("hi", "h".repeat(1_500)))), "too-large");
        assertCode(narrow.read(record(EDIT)), "-");
    }

    @Test
    void saysWhichFieldIsAtFaultAndWhy() {
        Rejection rejection = rejection(csv.read(row(ROW.replace(",6,", ",-6,"))));
        assertThat(rejection.field()).isEqualTo("quantity");
        assertThat(rejection.reason()).contains("quantity", "-6");
    }

    @Test
    void throwsForNoMutationOfBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 20_000; n++) {
            boolean isCsv = random.nextBoolean();
            byte[] bytes = mutated((isCsv ? ROW : EDIT.replace('\'', '"')).getBytes(UTF_8), random);
            RawRecord record = isCsv ? row("") : record("");
            Reading reading = (isCsv ? csv : json).read(new RawRecord(bytes, record.headers(), at(), 777));
            if (reading instanceof Reading.Unread unread) {
                assertThat(unread.rejection().code()).as("seed %d", seed).isNotEqualTo("unreadable");
                assertThat(unread.rejection().reason()).as("seed %d", seed).isNotBlank();
            } else {
                Event event = event(reading);
                assertThat(event.entity()).as("seed %d", seed).isNotBlank();
                assertThat(event.item()).as("seed %d", seed).isNotBlank();
            }
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] result = bytes.clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(Math.max(1, result.length));
            switch (random.nextInt(5)) {
                case 0 -> result[at] = (byte) random.nextInt(256);
                case 1 -> result[at] = (byte) "\"',{}[]:\\\n0-eE.".charAt(random.nextInt(15));
                case 2 -> result = java.util.Arrays.copyOf(result, at + 1);
                case 3 -> result = java.util.Arrays.copyOfRange(result, Math.min(at, result.length - 1), result.length);
                default -> System.arraycopy(bytes, 0, result, at, Math.min(result.length - at, bytes.length) / 2);
            }
        }
        return result;
    }

    private static void assertCode(Reading reading, String code) {
        String found =
                reading instanceof Reading.Unread unread ? unread.rejection().code() : "-";
        assertThat(found).as("%s", reading).isEqualTo(code);
    }

    private static Event event(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return ((Reading.Read) reading).event();
    }

    private static Rejection rejection(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Unread.class);
        return ((Reading.Unread) reading).rejection();
    }

    private static RawRecord row(String row) {
        return record(row, RawRecord.COLUMNS_HEADER, Streams.RETAIL_COLUMNS);
    }

    private static RawRecord record(String text, String... header) {
        Headers headers = new RecordHeaders();
        if (header.length == 2) {
            headers.add(header[0], header[1].getBytes(UTF_8));
        }
        String unquoted = text.contains("{") || text.contains("'id'") ? text.replace('\'', '"') : text;
        return new RawRecord(unquoted.getBytes(UTF_8), headers, at(), 777);
    }

    private static RawRecord raw(byte[] bytes) {
        return new RawRecord(bytes, new RecordHeaders(), at(), 777);
    }

    private static SourcePosition at() {
        return new SourcePosition("raw", 3, 42);
    }
}
