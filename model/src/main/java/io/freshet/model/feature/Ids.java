package io.freshet.model.feature;

import com.dynatrace.hash4j.hashing.Hashing;

/**
 * 64-bit names of values. Two of a million values share one with a probability of 3 in 100 million, so that the tables
 * need not keep the texts.
 */
public final class Ids {
    /** No value. */
    public static final long NONE = 0;
    /** A value hidden by masking. */
    public static final long MASK = 1;

    private static final long FIRST = 2;

    private Ids() {}

    public static long ofItem(String item) {
        return of("", item);
    }

    /** @param scope keeps equal values of different fields apart */
    public static long of(String scope, String value) {
        long hash =
                Hashing.xxh3_64().hashStream().putString(scope).putString(value).getAsLong();
        return hash == NONE || hash == MASK ? hash + FIRST : hash;
    }
}
