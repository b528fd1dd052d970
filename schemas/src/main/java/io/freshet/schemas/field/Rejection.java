package io.freshet.schemas.field;

/**
 * Why a raw record is not an event.
 *
 * @param code one of {@link Codes}, what rejects are counted by
 * @param field the declared field at fault, or empty where the record as a whole is
 * @param reason a sentence for people
 */
public record Rejection(String code, String field, String reason) {

    /** The codes that dead letters carry. */
    public static final class Codes {
        public static final String MISSING_ENTITY = "missing-entity";
        public static final String MISSING_ITEM = "missing-item";
        public static final String MISSING_FIELD = "missing-field";
        public static final String MISSING_TIME = "missing-time";
        public static final String EMPTY_VALUE = "empty-value";
        public static final String EMPTY_KEY = "empty-key";
        public static final String NOT_A_NUMBER = "not-a-number";
        public static final String NOT_FINITE = "not-finite";
        public static final String NOT_A_BOOLEAN = "not-a-boolean";
        public static final String NOT_A_VECTOR = "not-a-vector";
        public static final String NOT_TEXT = "not-text";
        public static final String OUT_OF_RANGE = "out-of-range";
        public static final String PATTERN_MISMATCH = "pattern-mismatch";
        public static final String BAD_TIMESTAMP = "bad-timestamp";
        public static final String BAD_UTF8 = "bad-utf8";
        public static final String MALFORMED_CSV = "malformed-csv";
        public static final String COLUMN_COUNT = "column-count";
        public static final String MALFORMED_JSON = "malformed-json";
        public static final String MISSING_COLUMN = "missing-column";
        public static final String EMPTY_RECORD = "empty-record";
        public static final String TOO_LARGE = "too-large";
        /** Reading it failed in a way nobody foresaw. */
        public static final String UNREADABLE = "unreadable";

        private Codes() {}
    }
}
