package io.freshet.cli.shop;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Checks neighbours against what the generator knows: how many of a product's nearest share its category. */
public final class Truth {
    private final Catalogue catalogue;

    public Truth(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Returns the mean share, from 0 to 1, over all products that have neighbours; NaN where none has.
     *
     * @param neighbours of a product's id, nearest first; empty where it has none yet
     */
    public double agreement(Function<String, List<String>> neighbours) {
        return catalogue.products().stream()
                .map(product -> new Found(product, neighbours.apply(product.id())))
                .filter(found -> !found.ids().isEmpty())
                .mapToDouble(found -> found.ids().stream()
                        .mapToInt(id -> sameCategory(found.product(), id))
                        .average()
                        .orElse(0))
                .average()
                .orElse(Double.NaN);
    }

    /** The same of an encoder that knows nothing: every product has a random vector. */
    public double agreementOfRandomVectors(int k, long seed) {
        int dimensions = 32;
        Random random = new Random(seed);
        List<Product> products = catalogue.products();
        double[][] vectors = products.stream()
                .map(product -> unit(random.doubles(dimensions, -1, 1).toArray()))
                .toArray(double[][]::new);
        return agreement(id -> {
            int self = products.indexOf(catalogue.byId().get(id));
            return IntStream.range(0, vectors.length)
                    .filter(other -> other != self)
                    .boxed()
                    .sorted(Comparator.comparingDouble(other -> -dot(vectors[self], vectors[other])))
                    .limit(k)
                    .map(other -> products.get(other).id())
                    .toList();
        });
    }

    private record Found(Product product, List<String> ids) {}

    private int sameCategory(Product product, String id) {
        Product other = catalogue.byId().get(id);
        return other != null && other.category().equals(product.category()) ? 1 : 0;
    }

    private static double[] unit(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        return IntStream.range(0, vector.length)
                .mapToDouble(i -> vector[i] / length)
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
