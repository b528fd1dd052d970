package io.freshet.cli.tune;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A setting with two ends.
 *
 * @param whole whether only whole numbers will do
 * @param points that a grid has of it
 */
record Range(String path, double from, double to, Scale scale, boolean whole, int points) implements Setting {
    private static final MathContext DIGITS = new MathContext(4);
    private static final double NEARBY = .1;

    /** What lies midway between the ends: their mean, or the root of their product. */
    enum Scale {
        LINEAR,
        LOG
    }

    /** How a value is written. */
    enum Type {
        NUMBER,
        INT
    }

    @Override
    public List<String> grid() {
        return IntStream.range(0, points)
                .mapToObj(i -> value(points == 1 ? .5 : (double) i / (points - 1)))
                .distinct()
                .toList();
    }

    @Override
    public List<String> examples() {
        return List.of(value(0), value(1));
    }

    @Override
    public String draw(RandomGenerator random) {
        return value(random.nextDouble());
    }

    @Override
    public String near(String value, RandomGenerator random) {
        return value(Math.max(0, Math.min(1, coordinates(value)[0] + NEARBY * random.nextGaussian())));
    }

    @Override
    public double[] coordinates(String value) {
        double number = Double.parseDouble(value);
        return new double[] {
            scale == Scale.LOG ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from)
        };
    }

    /** @param at from 0 to 1 */
    private String value(double at) {
        double number = scale == Scale.LOG ? from * Math.pow(to / from, at) : from + at * (to - from);
        if (whole) {
            return Long.toString(Math.round(number));
        }
        double rounded = new BigDecimal(number).round(DIGITS).doubleValue();
        return new BigDecimal(Double.toString(Math.max(from, Math.min(to, rounded))))
                .stripTrailingZeros()
                .toPlainString();
    }
}
