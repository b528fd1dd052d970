package io.freshet.cli.shop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Somebody with a lasting taste: a few categories, one style, and what they looked at of late. */
final class Shopper {
    private static final int FAVOURITES = 3;
    private static final int REMEMBERED = 12;

    private final String id;
    private final int[] favourites;
    private final Deque<Product> seen = new ArrayDeque<>();
    private int style;

    Shopper(String id, int categories, Random random) {
        this.id = id;
        this.favourites = random.ints(FAVOURITES, 0, categories).toArray();
        this.style = random.nextInt(Departments.STYLES);
    }

    String id() {
        return id;
    }

    /** The first favourite is the dearest. */
    int favourite(Random random) {
        return favourites[Math.min(random.nextInt(FAVOURITES), random.nextInt(FAVOURITES))];
    }

    int style() {
        return style;
    }

    /** Taste shifts: one favourite gives way to another category, and sometimes the style goes with it. */
    void shift(int categories, Random random) {
        favourites[random.nextInt(FAVOURITES)] = random.nextInt(categories);
        if (random.nextInt(3) == 0) {
            style = random.nextInt(Departments.STYLES);
        }
    }

    void remember(Product product) {
        seen.remove(product);
        seen.addLast(product);
        if (seen.size() > REMEMBERED) {
            seen.removeFirst();
        }
    }

    /** Something seen before, rather lately; the fallback where there is nothing. */
    Product recall(Product fallback, Random random) {
        if (seen.isEmpty()) {
            return fallback;
        }
        int back = Math.min(random.nextInt(seen.size()), random.nextInt(seen.size()));
        return seen.stream().skip(seen.size() - 1L - back).findFirst().orElse(fallback);
    }
}
