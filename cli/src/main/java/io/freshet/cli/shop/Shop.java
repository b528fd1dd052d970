package io.freshet.cli.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The shop at work: many shoppers at once, each in a session that mostly stays in one category and now and then passes
 * on to its companion. What sells changes: categories have seasons, products their moments, shoppers shift. The same
 * seed makes the same events, so a restart goes on where it was by skipping what it has made.
 */
public final class Shop {
    private static final int SHOPPERS = 3_000;
    private static final int SESSIONS_AT_ONCE = 150;
    private static final double MEAN_LENGTH = 8;
    private static final long SEASON = 300_000; // events from one high season of a category to its next
    private static final int SHIFT_EVERY = 200; // events from one shopper's shift of taste to the next

    /** The event of a turn that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A shopper's visit: what they look at now, and how much longer they stay. */
    private static final class Session {
        final Shopper shopper;
        int category;
        int left;

        @Nullable
        Product last;

        Session(Shopper shopper, int category, int left) {
            this.shopper = shopper;
            this.category = category;
            this.left = left;
        }
    }

    private final Catalogue catalogue;
    private final Random random;
    private final List<Shopper> shoppers = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final int[] companions;
    private final double[] charms;
    private final long turnsAt;
    private int follows = 1;
    private long number;

    public Shop(Catalogue catalogue, long seed) {
        this(catalogue, seed, NEVER);
    }

    /** @param turnsAt the event from which on everybody wants something else, at once */
    public Shop(Catalogue catalogue, long seed, long turnsAt) {
        this.catalogue = catalogue;
        this.turnsAt = turnsAt;
        this.random = new Random(seed);
        this.companions = companions(catalogue.categories());
        this.charms = catalogue.products().stream()
                .mapToDouble(product -> 1 / (1.0 + random.nextInt(Departments.KINDS)))
                .toArray();
        for (int i = 0; i < SHOPPERS; i++) {
            shoppers.add(new Shopper("s" + (10_000 + i), catalogue.categories(), random));
        }
        for (int i = 0; i < SESSIONS_AT_ONCE; i++) {
            sessions.add(newSession());
        }
    }

    /** What happens next. */
    public ShopEvent next() {
        number++;
        if (number == turnsAt) {
            turn();
        }
        if (number % SHIFT_EVERY == 0) {
            shoppers.get(random.nextInt(SHOPPERS)).shift(catalogue.categories(), random);
        }
        int at = random.nextInt(sessions.size());
        Session session = sessions.get(at);
        Product product = choose(session);
        session.last = product;
        session.category = Catalogue.category(product);
        session.shopper.remember(product);
        if (--session.left == 0) {
            sessions.set(at, newSession());
        }
        return new ShopEvent(number, session.shopper.id(), product, action());
    }

    /** Other products charm, others follow each other, other categories go together, and shoppers have other tastes. */
    private void turn() {
        for (int i = 0; i < charms.length; i++) {
            charms[i] = 1 / (1.0 + random.nextInt(Departments.KINDS));
        }
        follows = 3;
        int first = companions[0];
        System.arraycopy(companions, 1, companions, 0, companions.length - 1);
        companions[companions.length - 1] = first;
        shoppers.forEach(shopper -> shopper.shift(catalogue.categories(), random));
    }

    /** Goes on as if this many events had been taken. */
    public void skip(long events) {
        for (long i = 0; i < events; i++) {
            next();
        }
    }

    private Product choose(Session session) {
        double mood = random.nextDouble();
        Product last = session.last;
        if (last == null || mood < 0.45) {
            return pick(session.category, style(session.shopper));
        }
        if (mood < 0.72) {
            return sold(follower(last));
        }
        if (mood < 0.85) {
            return session.shopper.recall(last, random);
        }
        if (mood < 0.95) {
            return pick(companions[session.category], style(session.shopper));
        }
        return pick(random.nextInt(catalogue.categories()), random.nextInt(Departments.STYLES));
    }

    /** What people take after a product: another kind in the same style, the next one before the turn. */
    private Product follower(Product product) {
        return catalogue.product(
                Catalogue.category(product), (product.kind() + follows) % Departments.KINDS, product.style());
    }

    private Product sold(Product product) {
        return product.launch() <= number ? product : pick(Catalogue.category(product), product.style());
    }

    private Product pick(int category, int style) {
        double[] upTo = new double[Departments.KINDS];
        double sum = 0;
        for (int kind = 0; kind < Departments.KINDS; kind++) {
            sum += charm(catalogue.product(category, kind, style));
            upTo[kind] = sum;
        }
        double drawn = random.nextDouble() * sum;
        int kind = 0;
        while (kind < Departments.KINDS - 1 && upTo[kind] < drawn) {
            kind++;
        }
        return catalogue.product(category, kind, style);
    }

    /** How well a product sells now: its lasting charm, and its moment, which comes and goes. */
    private double charm(Product product) {
        if (product.launch() > number) {
            return 1e-9;
        }
        double phase = (product.rank() * 0.618) % 1;
        return charms[product.rank()] * Math.exp(0.8 * wave(phase));
    }

    private int style(Shopper shopper) {
        return random.nextDouble() < 0.65 ? shopper.style() : random.nextInt(Departments.STYLES);
    }

    private Session newSession() {
        // some shoppers come far more often than others
        double often = random.nextDouble();
        Shopper shopper = shoppers.get((int) (SHOPPERS * often * often));
        int category = random.nextDouble() < 0.8 ? shopper.favourite(random) : inSeason();
        int length = 2 + (int) Math.min(40, -Math.log(1 - random.nextDouble()) * (MEAN_LENGTH - 2));
        return new Session(shopper, category, length);
    }

    private int inSeason() {
        int category = random.nextInt(catalogue.categories());
        while (random.nextDouble() > Math.exp(2 * (wave(category / (double) catalogue.categories()) - 1))) {
            category = random.nextInt(catalogue.categories());
        }
        return category;
    }

    private double wave(double phase) {
        return Math.sin(2 * Math.PI * (number / (double) SEASON + phase));
    }

    private String action() {
        double drawn = random.nextDouble();
        return drawn < 0.76 ? "view" : drawn < 0.92 ? "cart" : "purchase";
    }

    private static int[] companions(int categories) {
        int[] companions = new int[categories];
        for (int i = 0; i < categories; i++) {
            companions[i] = i % 2 == 0 ? (i + 1) % categories : i - 1;
        }
        return companions;
    }
}
