package io.freshet.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A map of the YAML file, read key by key. A reader asks for each key it knows, with its default; what is wrong is
 * noted as a fault and the default returned, so that reading goes on and every fault is found. Keys nobody asked for
 * are faults of their own.
 */
public final class Section {
    private static final String QUANTITY_HINT = "write a number with a unit, such as ";

    private final String path;
    private final Node.@Nullable Mapping mapping;
    private final int line;
    private final Faults faults;
    private final Map<String, Resolved> resolved;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Section> children;

    Section(String path, Node.Mapping mapping, Faults faults) {
        this(path, mapping, mapping.line(), faults, new LinkedHashMap<>(), new ArrayList<>());
    }

    private Section(
            String path,
            Node.@Nullable Mapping mapping,
            int line,
            Faults faults,
            Map<String, Resolved> resolved,
            List<Section> children) {
        this.path = path;
        this.mapping = mapping;
        this.line = line;
        this.faults = faults;
        this.resolved = resolved;
        this.children = children;
        children.add(this);
    }

    /** Dotted path of this section; empty at the top. */
    public String path() {
        return path;
    }

    /** Line in the file; 0 when the section is absent. */
    public int line() {
        return line;
    }

    public int line(String key) {
        if (mapping == null) {
            return line;
        }
        Integer at = mapping.keyLines().get(key);
        return at == null ? line : at;
    }

    public boolean has(String key) {
        asked.add(key);
        return node(key) != null;
    }

    /** Whether what stands under a key is a map of keys, and no value or list. */
    public boolean isMap(String key) {
        return asked(key) instanceof Node.Mapping;
    }

    /** All keys that stand in the file, in its order. */
    public List<String> keys() {
        return mapping == null ? List.of() : List.copyOf(mapping.entries().keySet());
    }

    /** Notes a fault of a key; of the section itself where the key is empty. */
    public void fault(String key, String must, String got, String hint) {
        faults.add(line(key), pathOf(key), must, got, hint);
    }

    /** What stands here; null where the section is absent. */
    Node.@Nullable Mapping mapping() {
        return mapping;
    }

    // --- scalars

    public @Nullable String optionalString(String key) {
        Node node = asked(key);
        String value = node == null ? null : text(key, node);
        note(key, value == null ? "" : value, node == null);
        return value;
    }

    public String string(String key, String byDefault) {
        String value = optionalString(key);
        note(key, value == null ? byDefault : value, value == null);
        return value == null ? byDefault : value;
    }

    /** A string that has to be there and not blank; where it is not, a fault and an empty string. */
    public String requiredString(String key, String hint) {
        String value = optionalString(key);
        if (value == null || value.isBlank()) {
            fault(key, "be given", value == null ? "nothing" : "an empty text", hint);
            return "";
        }
        return value;
    }

    /** A secret, which stands in the environment and here only by name; null where absent. */
    public @Nullable Secret secret(String key) {
        Node node = asked(key);
        String text = node == null ? null : text(key, node);
        Secret secret = text == null ? null : Secret.parse(text);
        note(key, secret == null ? "" : secret.toString(), node == null);
        if (text != null && secret == null) {
            // not shown: it may be the secret itself
            fault(key, "be ${env:NAME}", "something else", "the environment variable NAME holds it");
        }
        return secret;
    }

    /** @param min and {@code max}: the values allowed, both included */
    public int integer(String key, int byDefault, int min, int max) {
        return (int) integer(key, (long) byDefault, min, max);
    }

    /** As {@link #integer(String, int, int, int)}, for long values. */
    public long integer(String key, long byDefault, long min, long max) {
        return scalar(key, byDefault, "be a whole number " + range(min, max), "", text -> {
            long value = Long.parseLong(text.replace("_", ""));
            return value >= min && value <= max ? value : null;
        });
    }

    /** @param min and {@code max}: the values allowed, both included */
    public double number(String key, double byDefault, double min, double max) {
        return scalar(key, byDefault, "be a number " + range(min, max), "", text -> {
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? value : null;
        });
    }

    public @Nullable Double optionalNumber(String key) {
        return has(key) ? (Double) number(key, 0, -Double.MAX_VALUE, Double.MAX_VALUE) : null;
    }

    public boolean bool(String key, boolean byDefault) {
        return scalar(key, byDefault, "be true or false", "", text -> switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> null;
        });
    }

    /** A length of time such as {@code 200ms}, {@code 10s}, {@code 5m}, {@code 2h} or {@code 90d}. */
    public Duration duration(String key, Duration byDefault) {
        return scalar(
                key, byDefault, "be a length of time", QUANTITY_HINT + "200ms, 10s, 5m, 2h or 90d", Quantity::duration);
    }

    /** As {@link #duration}, where {@code off} means none: null. */
    public @Nullable Duration optionalDuration(String key, @Nullable Duration byDefault) {
        String text = optionalString(key);
        if (text != null && text.equals("off")) {
            return null;
        }
        if (text == null) {
            note(key, byDefault == null ? "off" : Quantity.shown(byDefault), true);
            return byDefault;
        }
        return duration(key, byDefault == null ? Duration.ZERO : byDefault);
    }

    /** A size such as {@code 512KB}, {@code 1MB} or {@code 2GB} (powers of 1024), in bytes. */
    public long bytes(String key, String byDefault) {
        Long standard = Quantity.bytes(byDefault);
        if (standard == null) {
            throw new IllegalArgumentException("default of " + pathOf(key) + " is no size: " + byDefault);
        }
        long value = scalar(key, standard, "be a size", QUANTITY_HINT + "512KB, 1MB or 2GB", Quantity::bytes);
        if (!has(key)) {
            note(key, byDefault, true);
        }
        return value;
    }

    /** One of an enum's constants, written in kebab-case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E byDefault) {
        Map<String, E> names = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(Section::kebab, Function.identity(), (a, b) -> a, LinkedHashMap::new));
        String text = optionalString(key);
        if (text == null) {
            note(key, kebab(byDefault), true);
            return byDefault;
        }
        E value = names.get(text);
        if (value == null) {
            fault(key, "be one of " + String.join(", ", names.keySet()), text, DidYouMean.hint(text, names.keySet()));
            return byDefault;
        }
        return value;
    }

    /** A name out of a register, such as the type of a field; where it is unknown, a fault and null. */
    public <T> @Nullable T oneOf(String key, Map<String, T> register, String byDefault) {
        String name = string(key, byDefault);
        T value = register.get(name);
        if (value == null) {
            fault(
                    key,
                    "be one of " + String.join(", ", register.keySet()),
                    name.isEmpty() ? "nothing" : name,
                    DidYouMean.hint(name, register.keySet()));
        }
        return value;
    }

    /** A list of strings; a single scalar is a list of one; absent is an empty list. */
    public List<String> strings(String key) {
        Node node = asked(key);
        List<String> values = new ArrayList<>();
        if (node instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                String value = text(key, item);
                if (value != null) {
                    values.add(value);
                }
            }
        } else if (node != null) {
            String value = text(key, node);
            if (value != null) {
                values.add(value);
            }
        }
        note(key, String.join(", ", values), node == null);
        return List.copyOf(values);
    }

    /** A list of whole numbers within the bounds; absent is the default. */
    public List<Integer> integers(String key, List<Integer> byDefault, int min, int max) {
        if (!has(key)) {
            note(key, byDefault.toString(), true);
            return byDefault;
        }
        List<Integer> values = new ArrayList<>();
        for (String text : strings(key)) {
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    values.add(value);
                    continue;
                }
            } catch (NumberFormatException e) {
                // told below, with the bounds
            }
            fault(key, "be whole numbers " + range(min, max), text, "");
        }
        return List.copyOf(values);
    }

    // --- structure

    /** The map under a key; an absent one is an empty section, whose keys all take their defaults. */
    public Section section(String key) {
        Node node = asked(key);
        if (node == null) {
            return child(pathOf(key), null, line(key));
        }
        if (node instanceof Node.Mapping map) {
            return child(pathOf(key), map, map.line());
        }
        fault(key, "be a map of keys", node.shown(), "");
        return child(pathOf(key), null, line(key));
    }

    /** The maps of a list under a key. */
    public List<Section> sections(String key) {
        Node node = asked(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Node.Sequence sequence)) {
            fault(key, "be a list of maps", node.shown(), "start each entry with '- '");
            return List.of();
        }
        List<Section> result = new ArrayList<>();
        for (Node item : sequence.items()) {
            String itemPath = pathOf(key) + "[" + result.size() + "]";
            if (item instanceof Node.Mapping map) {
                result.add(child(itemPath, map, map.line()));
            } else {
                faults.add(item.line(), itemPath, "be a map of keys", item.shown(), "");
            }
        }
        return result;
    }

    /** The maps under a key by their names, in the file's order: {@code fields: {price: {...}, ...}}. */
    public Map<String, Section> named(String key) {
        Section parent = section(key);
        Map<String, Section> result = new LinkedHashMap<>();
        for (String name : parent.keys()) {
            result.put(name, parent.section(name));
        }
        return result;
    }

    // --- at the end

    /**
     * Notes every key that nobody asked for.
     *
     * @throws ConfigException when there is any fault
     */
    public void throwIfAny() {
        for (Section section : List.copyOf(children)) {
            section.noteUnknownKeys();
        }
        if (!faults.found().isEmpty()) {
            throw new ConfigException(faults.found());
        }
    }

    /** Every key that was asked for under the top, with the value in force, in the order of asking. */
    public List<Resolved> resolved() {
        return List.copyOf(resolved.values());
    }

    private void noteUnknownKeys() {
        for (String key : keys()) {
            if (!asked.contains(key)) {
                String hint = DidYouMean.hint(key, asked);
                fault(
                        key,
                        "be a known key",
                        "'" + key + "'",
                        hint.isEmpty() ? "known here: " + String.join(", ", asked) : hint);
            }
        }
    }

    /** What is asked for twice is one: two readers may each know some of its keys. */
    private Section child(String childPath, Node.@Nullable Mapping map, int at) {
        for (Section known : children) {
            if (known.path.equals(childPath) && known.mapping == map) {
                return known;
            }
        }
        return new Section(childPath, map, at, faults, resolved, children);
    }

    private <T> T scalar(String key, T byDefault, String must, String hint, Function<String, @Nullable T> parse) {
        Node node = asked(key);
        String text = node == null ? null : text(key, node);
        if (text == null) {
            note(key, byDefault instanceof Duration d ? Quantity.shown(d) : String.valueOf(byDefault), true);
            return byDefault;
        }
        note(key, text, false);
        T value = null;
        try {
            value = parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // told below: the sentence is the same whether the text is no number or one out of range
        }
        if (value == null) {
            fault(key, must, text, hint);
            return byDefault;
        }
        return value;
    }

    private @Nullable String text(String key, Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.text();
        }
        fault(key, "be a single value", node.shown(), "");
        return null;
    }

    private @Nullable Node asked(String key) {
        asked.add(key);
        return node(key);
    }

    private @Nullable Node node(String key) {
        Node node = mapping == null ? null : mapping.entries().get(key);
        return node instanceof Node.Scalar scalar && scalar.isNull() ? null : node;
    }

    private void note(String key, String value, boolean isDefault) {
        resolved.put(pathOf(key), new Resolved(pathOf(key), value, isDefault));
    }

    private String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    private static String range(Number min, Number max) {
        boolean top = max.doubleValue() >= Integer.MAX_VALUE;
        boolean bottom = min.doubleValue() <= -Integer.MAX_VALUE;
        if (top && bottom) {
            return "(finite)";
        }
        return top ? "of at least " + min : bottom ? "of at most " + max : "from " + min + " to " + max;
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
