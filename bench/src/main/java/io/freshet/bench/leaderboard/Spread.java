package io.freshet.bench.leaderboard;

import java.util.List;
import java.util.Locale;

/**
 * Mean and standard deviation over seeds.
 *
 * @param deviation of the sample; NaN where there is one value only
 */
record Spread(double mean, double deviation) {

    static Spread of(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1)));
    }

    /** Such as {@code .3160 ± .0012}; a dash where there is nothing. */
    String shown() {
        return shown("%.4f");
    }

    /** The same for a difference, with its sign. */
    String signed() {
        return shown("%+.4f");
    }

    private String shown(String format) {
        if (Double.isNaN(mean)) {
            return "-";
        }
        String deviates = Double.isNaN(deviation) ? "" : " ± " + number("%.4f", deviation);
        return number(format, mean) + deviates;
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value).replaceFirst("^([+-]?)0\\.", "$1.");
    }
}
