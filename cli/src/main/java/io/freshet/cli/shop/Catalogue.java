package io.freshet.cli.shop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All products of the shop, and the truth about which belong together. */
public final class Catalogue {
    /** One product in ten is launched while the stream runs, so that some items are always new. */
    private static final double LAUNCHED_LATER = 0.1;

    private static final long LAUNCHES_WITHIN = 400_000;

    private final List<Product> products;
    private final Map<String, Product> byId = new HashMap<>();
    private final int categories;

    private Catalogue(List<Product> products, int categories) {
        this.products = List.copyOf(products);
        this.categories = categories;
        products.forEach(product -> byId.put(product.id(), product));
    }

    public static Catalogue of(long seed) {
        Random random = new Random(seed);
        List<Departments.Department> departments = Departments.all();
        int size = departments.size() * Departments.KINDS * Departments.STYLES;
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(1000 + i);
        }
        // an id in catalogue order would give the category away
        Collections.shuffle(numbers, random);
        List<Product> products = new ArrayList<>();
        for (Departments.Department department : departments) {
            for (int kind = 0; kind < Departments.KINDS; kind++) {
                for (int style = 0; style < Departments.STYLES; style++) {
                    products.add(product(department, kind, style, products.size(), numbers, random));
                }
            }
        }
        return new Catalogue(products, departments.size());
    }

    private static Product product(
            Departments.Department department, int kind, int style, int rank, List<Integer> numbers, Random random) {
        double price = Math.round(100 * Math.exp(2.5 + 0.8 * random.nextGaussian())) / 100.0;
        boolean later = random.nextDouble() < LAUNCHED_LATER;
        return new Product(
                "p" + numbers.get(rank),
                department.styles().get(style) + " " + department.kinds().get(kind),
                department.category(),
                kind,
                style,
                price,
                rank,
                later ? (long) (LAUNCHES_WITHIN * random.nextDouble()) : 0);
    }

    public List<Product> products() {
        return products;
    }

    /** Every product by its id. */
    public Map<String, Product> byId() {
        return Collections.unmodifiableMap(byId);
    }

    int categories() {
        return categories;
    }

    Product product(int category, int kind, int style) {
        return products.get((category * Departments.KINDS + kind) * Departments.STYLES + style);
    }

    static int category(Product product) {
        return product.rank() / (Departments.KINDS * Departments.STYLES);
    }
}
