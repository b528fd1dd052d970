package io.freshet.schemas.message;

/** The headers that say of a dead letter what it is, whoever writes it. */
public final class DeadLetterHeaders {
    public static final String CODE = "freshet.code";
    public static final String REASON = "freshet.reason";
    public static final String FIELD = "freshet.field";
    public static final String TOPIC = "freshet.source-topic";
    public static final String PARTITION = "freshet.source-partition";
    public static final String OFFSET = "freshet.source-offset";
    public static final String TIMESTAMP = "freshet.source-timestamp";
    /** How many bytes the value had before it was cut. */
    public static final String CUT = "freshet.cut-from-bytes";

    private DeadLetterHeaders() {}
}
