package io.freshet.model.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A golden file: a formula's parameters, its inputs, and what the official implementation returns for them.
 *
 * <p>It notes which expectations have been read, so that none is overlooked.
 */
public final class Golden {
    /** What a golden file promises about the last digits. */
    public static final double TOLERANCE = 1e-5;

    private final String item;
    private final JsonNode root;
    private final Set<String> read = new HashSet<>();

    private Golden(String item, JsonNode root) {
        this.item = item;
        this.root = root;
    }

    /** The file of an item in the test resources. */
    public static Golden load(String item) {
        try (InputStream json = Golden.class.getResourceAsStream("/golden/" + item + ".json")) {
            if (json == null) {
                throw new IllegalArgumentException("no resource /golden/" + item + ".json");
            }
            return new Golden(item, new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException("golden file of " + item, e);
        }
    }

    /** Any file: what it is of, it says itself. */
    public static Golden load(Path file) {
        try {
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            String name = file.getFileName().toString().replace(".json", "");
            return new Golden(root.path("item").asText(name), root);
        } catch (IOException e) {
            throw new UncheckedIOException("golden file " + file, e);
        }
    }

    public String item() {
        return item;
    }

    public double parameter(String name) {
        return parameterNode(name).asDouble();
    }

    public boolean flag(String name) {
        return parameterNode(name).asBoolean();
    }

    public String text(String name) {
        return parameterNode(name).asText();
    }

    public boolean hasParameter(String name) {
        return root.path("params").has(name);
    }

    /** A parameter that is a list. */
    public double[] parameters(String name) {
        return array("params", name).values();
    }

    public Array input(String name) {
        return array("inputs", name);
    }

    public boolean hasInput(String name) {
        return root.path("inputs").has(name);
    }

    public List<String> inputs() {
        return names("inputs");
    }

    public Array expected(String name) {
        read.add(name);
        return array("expected", name);
    }

    public List<String> expectations() {
        return names("expected");
    }

    /** Every expected name that starts with {@code grad_} and so is a gradient of an input. */
    public List<String> gradients() {
        return expectations().stream().filter(name -> name.startsWith("grad_")).toList();
    }

    /** Takes note that some expectations are compared with nothing; the reason stands where this is called. */
    public void leaveOut(String... names) {
        read.addAll(List.of(names));
    }

    /** Expectations that nothing has been compared with. */
    public List<String> overlooked() {
        return expectations().stream().filter(name -> !read.contains(name)).toList();
    }

    public void check(String name, double... actual) {
        check(name, expected(name).values(), actual);
    }

    public void check(String name, double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError(
                    item + "." + name + ": must have " + expected.length + " elements, got " + actual.length);
        }
        for (int i = 0; i < expected.length; i++) {
            if (!close(actual[i], expected[i], TOLERANCE)) {
                throw new AssertionError(
                        item + "." + name + "[" + i + "]: must be " + expected[i] + ", got " + actual[i]);
            }
        }
    }

    /** {@code |a - b| <= tolerance (1 + |b|)}; infinities and NaN must be the same. */
    public static boolean close(double actual, double expected, double tolerance) {
        return Double.compare(actual, expected) == 0
                || Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected));
    }

    private JsonNode parameterNode(String name) {
        JsonNode node = root.path("params").get(name);
        if (node == null) {
            throw new IllegalArgumentException(item + " has no parameter " + name);
        }
        return node;
    }

    private List<String> names(String section) {
        List<String> names = new ArrayList<>();
        root.path(section).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Array array(String section, String name) {
        JsonNode node = root.path(section).get(name);
        if (node == null) {
            throw new IllegalArgumentException(item + " has no " + name + " in " + section);
        }
        List<Double> values = new ArrayList<>();
        flatten(node, values);
        return new Array(
                lengths(node), values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static long[] lengths(JsonNode node) {
        List<Long> lengths = new ArrayList<>();
        for (@Nullable JsonNode inner = node; inner != null && inner.isArray(); inner = inner.get(0)) {
            lengths.add((long) inner.size());
        }
        return lengths.stream().mapToLong(Long::longValue).toArray();
    }

    private static void flatten(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            StreamSupport.stream(node.spliterator(), false).forEach(child -> flatten(child, values));
        } else if (node.isBoolean()) {
            values.add(node.asBoolean() ? 1.0 : 0.0);
        } else if (node.isTextual() || node.isNull()) {
            values.add(special(node));
        } else {
            values.add(node.asDouble());
        }
    }

    private static double special(JsonNode node) {
        return switch (node.asText().toLowerCase(java.util.Locale.ROOT)) {
            case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "null" -> Double.NaN;
            default -> throw new IllegalArgumentException("not a number: " + node);
        };
    }
}
