package io.freshet.config;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that a mistyped one is closest to. */
public final class DidYouMean {
    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(8);

    private DidYouMean() {}

    /** {@code did you mean 'x'?}, or an empty text where nothing is close. */
    public static String hint(String written, Collection<String> known) {
        return known.stream()
                .filter(name ->
                        distance(written, name) <= Math.max(1, Math.min(written.length(), name.length()) / 3 + 1))
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .map(name -> "did you mean '" + name + "'?")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int d = DISTANCE.apply(a.replace('_', '-'), b);
        return d < 0 ? Integer.MAX_VALUE : d;
    }
}
