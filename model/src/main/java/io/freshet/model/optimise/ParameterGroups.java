package io.freshet.model.optimise;

import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.ParameterLayout.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Parts of the flat buffer that learn at rates of their own. All differences are vectors as long as the buffer, made
 * once, so that a step stays a few operations whatever the groups.
 *
 * @param weightDecay of a group that says nothing; it applies to matrices and spares vectors
 * @param groups by name
 * @param groupOf the name of the group that a parameter belongs to, by the parameter's name
 */
public record ParameterGroups(double weightDecay, Map<String, Group> groups, Function<String, String> groupOf) {

    /**
     * How a part of the model learns.
     *
     * @param rateScale what the rate is multiplied by; 0 leaves the part as it is
     * @param clipNorm bound of the norm of the group's gradient; infinite where there is none
     */
    public record Group(double rateScale, double weightDecay, double clipNorm) {
        /** Whether its gradient has a bound of its own. */
        public boolean isClipped() {
            return clipNorm < Double.POSITIVE_INFINITY;
        }
    }

    /** Whether every parameter learns alike. */
    public boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The weight decay of each parameter, in the layout's order. */
    public double[] decays(ParameterLayout layout) {
        return layout.ranges().stream()
                .mapToDouble(range -> range.shape().rank() < 2 ? 0 : of(range).weightDecay())
                .toArray();
    }

    /** The weight decay of each element. */
    public float[] decayByElement(ParameterLayout layout) {
        return byElement(
                layout, range -> range.shape().rank() < 2 ? 0 : of(range).weightDecay());
    }

    /** What the rate of each element is multiplied by. */
    public float[] rateScaleByElement(ParameterLayout layout) {
        return byElement(layout, range -> of(range).rateScale());
    }

    /** The names of the groups whose gradient has a bound of its own. */
    public List<String> clipped() {
        return groups.entrySet().stream()
                .filter(entry -> entry.getValue().isClipped())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One row a clipped group: 1 at each of its elements (groups, size). */
    public float[] clippedMembers(ParameterLayout layout) {
        List<float[]> rows = new ArrayList<>();
        for (String name : clipped()) {
            rows.add(byElement(layout, range -> groupOf.apply(range.name()).equals(name) ? 1 : 0));
        }
        float[] members = new float[rows.size() * layout.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, members, i * layout.size(), layout.size());
        }
        return members;
    }

    /** The bounds of the clipped groups. */
    public double[] clipNorms() {
        return clipped().stream().mapToDouble(name -> group(name).clipNorm()).toArray();
    }

    private Group of(Range range) {
        return group(groupOf.apply(range.name()));
    }

    private Group group(String name) {
        return groups.getOrDefault(name, new Group(1, weightDecay, Double.POSITIVE_INFINITY));
    }

    private static float[] byElement(ParameterLayout layout, Function<Range, Number> value) {
        float[] values = new float[layout.size()];
        for (Range range : layout.ranges()) {
            Arrays.fill(values, range.from(), range.to(), value.apply(range).floatValue());
        }
        return values;
    }
}
