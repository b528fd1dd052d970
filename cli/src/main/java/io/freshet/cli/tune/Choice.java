package io.freshet.cli.tune;

import java.util.List;
import java.util.random.RandomGenerator;

/** A setting with a list of values. Numbers that ascend are near their neighbours in the list, and other values alike. */
record Choice(String path, List<String> values, boolean ordered) implements Setting {
    // so that two different names are as far apart as the two ends of a range
    private static final double CORNER = Math.sqrt(.5);

    static Choice of(String path, List<String> values) {
        return new Choice(path, List.copyOf(values), ascend(values));
    }

    private static boolean ascend(List<String> values) {
        double last = Double.NEGATIVE_INFINITY;
        for (String value : values) {
            try {
                double number = Double.parseDouble(value);
                if (number <= last) {
                    return false;
                }
                last = number;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return values.size() > 1;
    }

    @Override
    public List<String> grid() {
        return values;
    }

    @Override
    public List<String> examples() {
        return values;
    }

    @Override
    public String draw(RandomGenerator random) {
        return values.get(random.nextInt(values.size()));
    }

    @Override
    public String near(String value, RandomGenerator random) {
        if (!ordered) {
            return random.nextInt(4) > 0 ? value : draw(random);
        }
        int step = random.nextInt(3) - 1;
        return values.get(Math.max(0, Math.min(values.size() - 1, values.indexOf(value) + step)));
    }

    @Override
    public double[] coordinates(String value) {
        if (ordered) {
            return new double[] {(double) values.indexOf(value) / (values.size() - 1)};
        }
        double[] corner = new double[values.size()];
        corner[values.indexOf(value)] = CORNER;
        return corner;
    }
}
