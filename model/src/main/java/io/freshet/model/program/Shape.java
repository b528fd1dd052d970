package io.freshet.model.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The dims of a tensor, outermost first. */
public record Shape(List<Dim> dims) {
    public Shape {
        dims = List.copyOf(dims);
    }

    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    public static Shape of(long... lengths) {
        return new Shape(Arrays.stream(lengths).mapToObj(Dim::of).toList());
    }

    public static Shape of(Dim first, long second, long... rest) {
        List<Dim> dims = new ArrayList<>(List.of(first, Dim.of(second)));
        Arrays.stream(rest).mapToObj(Dim::of).forEach(dims::add);
        return new Shape(dims);
    }

    public static Shape scalar() {
        return new Shape(List.of());
    }

    public int rank() {
        return dims.size();
    }

    /** The dim at an axis; negative axes count from the last. */
    public Dim dim(int axis) {
        return dims.get(axis(axis));
    }

    /** The non-negative form of an axis. */
    public int axis(int axis) {
        if (axis < -rank() || axis >= rank()) {
            throw new IllegalArgumentException("axis " + axis + " is outside shape " + this);
        }
        return axis < 0 ? axis + rank() : axis;
    }

    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis(axis), dim);
        return new Shape(changed);
    }

    public Shape without(int axis) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.remove(axis(axis));
        return new Shape(changed);
    }

    public Shape plus(Dim... more) {
        List<Dim> all = new ArrayList<>(dims);
        all.addAll(List.of(more));
        return new Shape(all);
    }

    public Shape plus(Shape more) {
        return plus(more.dims.toArray(Dim[]::new));
    }

    /** The leading axes, up to but without {@code end}, which may be negative. */
    public Shape before(int end) {
        return new Shape(dims.subList(0, end < 0 ? end + rank() : end));
    }

    /** The trailing axes from {@code start}, which may be negative. */
    public Shape from(int start) {
        return new Shape(dims.subList(start < 0 ? start + rank() : start, rank()));
    }

    /** How many elements there are. */
    public Dim size() {
        return dims.stream().reduce(Dim.of(1), Dim::times);
    }

    /** The lengths of a shape without names. */
    public long[] lengths() {
        return dims.stream().mapToLong(Dim::constant).toArray();
    }

    String code() {
        return dims.stream().map(Dim::code).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
