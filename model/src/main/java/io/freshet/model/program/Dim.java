package io.freshet.model.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The length of one axis: a number, a name that a run binds, or a polynomial of both such as {@code 2*batch}.
 *
 * <p>Two dims are equal when their polynomials are, so that a concatenation of two batches is known to have as many
 * rows as any other concatenation of two batches, whatever a batch's size is.
 */
public final class Dim {
    private static final String CONSTANT = "";

    /** Coefficient by monomial; a monomial is its names, sorted and joined by '*'. Zero coefficients are left out. */
    private final SortedMap<String, Long> terms;

    private Dim(SortedMap<String, Long> terms) {
        this.terms = terms;
    }

    public static Dim of(long length) {
        SortedMap<String, Long> terms = new TreeMap<>();
        if (length != 0) {
            terms.put(CONSTANT, length);
        }
        return new Dim(terms);
    }

    /** A length known only when the program runs; equal to every other dim of the same name. */
    public static Dim named(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("dim name: must be letters, digits and '_', got '" + name + "'");
        }
        return new Dim(new TreeMap<>(Map.of(name, 1L)));
    }

    public Dim plus(Dim other) {
        SortedMap<String, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((monomial, coefficient) -> add(sum, monomial, coefficient));
        return new Dim(sum);
    }

    public Dim plus(long other) {
        return plus(of(other));
    }

    public Dim minus(Dim other) {
        return plus(other.times(-1));
    }

    public Dim times(Dim other) {
        SortedMap<String, Long> product = new TreeMap<>();
        terms.forEach((a, x) -> other.terms.forEach((b, y) -> add(product, multiply(a, b), x * y)));
        return new Dim(product);
    }

    public Dim times(long other) {
        return times(of(other));
    }

    /** The exact quotient by a single term, or empty where it does not divide. */
    public Optional<Dim> dividedBy(Dim divisor) {
        if (equals(divisor)) {
            return Optional.of(of(1));
        }
        if (divisor.terms.size() != 1) {
            return Optional.empty();
        }
        String names = divisor.terms.firstKey();
        long coefficient = divisor.terms.getOrDefault(names, 1L);
        SortedMap<String, Long> quotient = new TreeMap<>();
        for (Map.Entry<String, Long> term : terms.entrySet()) {
            List<String> rest = names(term.getKey());
            boolean divides = names(names).stream().allMatch(rest::remove);
            if (!divides || term.getValue() % coefficient != 0) {
                return Optional.empty();
            }
            add(quotient, String.join("*", rest), term.getValue() / coefficient);
        }
        return Optional.of(new Dim(quotient));
    }

    public boolean isConstant() {
        return terms.isEmpty() || (terms.size() == 1 && terms.containsKey(CONSTANT));
    }

    public boolean is(long length) {
        return isConstant() && constant() == length;
    }

    /** The number this dim is; only for a constant one. */
    public long constant() {
        if (!isConstant()) {
            throw new IllegalStateException("dim " + this + " is known only when the program runs");
        }
        return terms.getOrDefault(CONSTANT, 0L);
    }

    /** Whether this dim is a bare name, which an argument's shape can bind. */
    boolean isName() {
        return terms.size() == 1
                && terms.containsValue(1L)
                && names(terms.firstKey()).size() == 1;
    }

    /** The length under the bindings of one run. */
    long evaluate(Map<String, Long> bindings) {
        long length = 0;
        for (Map.Entry<String, Long> term : terms.entrySet()) {
            long product = term.getValue();
            for (String name : names(term.getKey())) {
                Long bound = bindings.get(name);
                if (bound == null) {
                    throw new IllegalArgumentException("dim '" + name + "' is not bound by any argument");
                }
                product *= bound;
            }
            length += product;
        }
        return length;
    }

    /** This dim as a TorchScript integer expression. */
    String code() {
        return format(name -> "n_" + name);
    }

    @Override
    public String toString() {
        return format(name -> name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dim dim && terms.equals(dim.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    private String format(Function<String, String> rename) {
        if (terms.isEmpty()) {
            return "0";
        }
        List<String> sums = new ArrayList<>();
        terms.forEach((monomial, coefficient) -> {
            List<String> factors = names(monomial).stream().map(rename).collect(Collectors.toList());
            if (coefficient != 1 || factors.isEmpty()) {
                factors.add(0, Long.toString(coefficient));
            }
            sums.add(String.join("*", factors));
        });
        if (terms.containsKey(CONSTANT)) {
            Collections.rotate(sums, -1); // "batch + 1" reads better than "1 + batch"
        }
        return String.join(" + ", sums);
    }

    private static void add(SortedMap<String, Long> terms, String monomial, long coefficient) {
        terms.merge(monomial, coefficient, Long::sum);
        terms.remove(monomial, 0L);
    }

    private static String multiply(String a, String b) {
        List<String> names = names(a);
        names.addAll(names(b));
        names.sort(null);
        return String.join("*", names);
    }

    private static List<String> names(String monomial) {
        return monomial.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(monomial.split("\\*")));
    }
}
