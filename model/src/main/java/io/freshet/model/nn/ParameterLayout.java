package io.freshet.model.nn;

import io.freshet.model.program.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Where each named parameter stands in one flat buffer.
 *
 * <p>Matrices come first and vectors (biases, norms) last, so that weight decay, which spares vectors, is one range.
 */
public final class ParameterLayout {
    /** A named, shaped range of the buffer; {@code number} is its place among all. */
    public record Range(String name, Shape shape, Init init, int number, int from, int to) {
        @Override
        public String toString() {
            return name + " " + shape + " at " + from + ".." + to;
        }
    }

    private final Map<String, Range> ranges;
    private final int size;
    private final int decayedSize;

    private ParameterLayout(Map<String, Range> ranges, int size, int decayedSize) {
        this.ranges = Collections.unmodifiableMap(ranges);
        this.size = size;
        this.decayedSize = decayedSize;
    }

    /** How many numbers the buffer holds. */
    public int size() {
        return size;
    }

    /** How many numbers, from the first on, belong to matrices, which weight decay applies to. */
    public int decayedSize() {
        return decayedSize;
    }

    public List<Range> ranges() {
        return List.copyOf(ranges.values());
    }

    /** How many numbers each parameter has, in the order of the buffer. */
    public List<Long> lengths() {
        return ranges.values().stream()
                .map(range -> (long) range.to() - range.from())
                .toList();
    }

    public Range range(String name) {
        Range range = ranges.get(name);
        if (range == null) {
            throw new IllegalArgumentException("parameter '" + name + "' is none of " + ranges.keySet());
        }
        return range;
    }

    /** The buffer at the start of training; a parameter's numbers depend on the seed and its name alone. */
    public float[] initial(long seed) {
        float[] buffer = new float[size];
        for (Range range : ranges.values()) {
            SplittableRandom random =
                    new SplittableRandom(seed * 31 + range.name().hashCode());
            range.init().fill(buffer, range.from(), range.to(), random);
        }
        return buffer;
    }

    @Override
    public String toString() {
        return String.join("\n", ranges.values().stream().map(Range::toString).toList());
    }

    public static Builder builder() {
        return new Builder(new LinkedHashMap<>(), "");
    }

    /** Collects parameters; layers add theirs below a prefix of their own. */
    public static final class Builder {
        private record Declared(String name, Shape shape, Init init) {}

        private final Map<String, Declared> declared;
        private final String prefix;

        private Builder(Map<String, Declared> declared, String prefix) {
            this.declared = declared;
            this.prefix = prefix;
        }

        /** A builder for what belongs to one part of a model: its names start with {@code part.}. */
        public Builder at(String part) {
            return new Builder(declared, prefix + part + ".");
        }

        /** Adds a parameter and returns its full name. */
        public String add(String name, Shape shape, Init init) {
            String full = prefix + name;
            if (declared.putIfAbsent(full, new Declared(full, shape, init)) != null) {
                throw new IllegalArgumentException("parameter '" + full + "' is added twice");
            }
            return full;
        }

        public ParameterLayout build() {
            List<Declared> matricesFirst = new ArrayList<>(declared.values());
            matricesFirst.sort((a, b) -> Boolean.compare(isVector(a), isVector(b)));
            Map<String, Range> ranges = new LinkedHashMap<>();
            int at = 0;
            int decayed = 0;
            for (Declared parameter : matricesFirst) {
                int to = Math.toIntExact(at + parameter.shape().size().constant());
                Range range = new Range(parameter.name(), parameter.shape(), parameter.init(), ranges.size(), at, to);
                ranges.put(parameter.name(), range);
                at = to;
                decayed = isVector(parameter) ? decayed : to;
            }
            return new ParameterLayout(ranges, at, decayed);
        }

        private static boolean isVector(Declared parameter) {
            return parameter.shape().rank() < 2;
        }
    }
}
