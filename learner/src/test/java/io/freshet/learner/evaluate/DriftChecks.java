package io.freshet.learner.evaluate;

import io.freshet.learner.evaluate.DriftDetector.Change;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What each drift detector's golden file is compared with. */
public final class DriftChecks {
    private DriftChecks() {}

    /** Item of a golden file to its check. */
    public static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("adwin", DriftChecks::adwin);
        checks.put("page_hinkley", DriftChecks::pageHinkley);
        return checks;
    }

    private static void adwin(Golden golden) {
        double[] series = golden.input("series").values();
        Adwin.Config config = new Adwin.Config(
                golden.parameter("delta"),
                (int) golden.parameter("clock"),
                (int) golden.parameter("max_buckets"),
                (int) golden.parameter("min_window_length"),
                (int) golden.parameter("grace_period"));

        Adwin published = new Adwin(config);
        List<Integer> detections = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            if (published.add(series[i]) != Change.NONE) {
                detections.add(i);
            }
            if ((i + 1) % 32 == 0) {
                widths.add((int) published.width());
            }
        }
        golden.check("detections_no_reset", doubles(detections));
        golden.check("width_no_reset_every_32", doubles(widths));
        golden.check("mean_no_reset", published.mean());
        golden.check("variance_no_reset", published.variance());

        // River's class begins with an empty window after a change
        List<Integer> restarted = new ArrayList<>();
        Adwin current = new Adwin(config);
        boolean drifted = false;
        for (int i = 0; i < series.length; i++) {
            current = drifted ? new Adwin(config) : current;
            drifted = current.add(series[i]) != Change.NONE;
            if (drifted) {
                restarted.add(i);
            }
        }
        golden.check("detections", doubles(restarted));
        golden.check("width_last", current.width());
    }

    private static void pageHinkley(Golden golden) {
        double[] series = golden.input("series").values();
        PageHinkley both = new PageHinkley(config(golden, PageHinkley.Mode.BOTH));
        double[] rises = new double[series.length];
        double[] falls = new double[series.length];
        List<Integer> detections = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            if (both.add(series[i]) != Change.NONE) {
                detections.add(i);
            }
            rises[i] = both.rise();
            falls[i] = both.fall();
        }
        golden.check("detections", doubles(detections));
        golden.check("test_increase", rises);
        golden.check("test_decrease", falls);
        golden.check("detections_up", detections(series, () -> new PageHinkley(config(golden, PageHinkley.Mode.UP))));
        golden.check(
                "detections_down", detections(series, () -> new PageHinkley(config(golden, PageHinkley.Mode.DOWN))));
    }

    private static PageHinkley.Config config(Golden golden, PageHinkley.Mode mode) {
        return new PageHinkley.Config(
                (int) golden.parameter("min_instances"),
                golden.parameter("delta"),
                golden.parameter("threshold"),
                golden.parameter("alpha"),
                mode);
    }

    private static double[] detections(double[] series, Supplier<DriftDetector> make) {
        DriftDetector detector = make.get();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            if (detector.add(series[i]) != Change.NONE) {
                at.add(i);
            }
        }
        return doubles(at);
    }

    private static double[] doubles(List<Integer> ints) {
        return ints.stream().mapToDouble(i -> i).toArray();
    }
}
