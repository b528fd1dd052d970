package io.freshet.cli.tune;

import io.freshet.cli.report.MarkdownTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What was tried, the best first. */
final class Trials {
    private static final Comparator<Trial> BEST_FIRST =
            Comparator.comparingDouble(Trial::standing).reversed().thenComparingInt(Trial::number);

    private final List<Trial> sorted;
    private final String figure;

    Trials(List<Trial> all, String figure) {
        this.sorted = all.stream().sorted(BEST_FIRST).toList();
        this.figure = figure;
    }

    List<Trial> all() {
        return sorted;
    }

    Trial best() {
        return sorted.get(0);
    }

    /** A line for each; trial 0 is the pipeline as it stands, and has no settings of its own. */
    String table(Space space) {
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("trial", figure, "seconds"));
        space.settings().forEach(setting -> heading.add(setting.path().replaceFirst("^learner\\.", "")));
        rows.add(heading);
        for (Trial trial : sorted) {
            List<String> row = new ArrayList<>();
            row.add(trial.number() == 0 ? "as it is" : Integer.toString(trial.number()));
            row.add(
                    trial.score() == null
                            ? "failed"
                            : String.format(Locale.ROOT, "%.4f", trial.figures().get(figure)));
            row.add(String.format(Locale.ROOT, "%.1f", trial.seconds()));
            space.settings().forEach(setting -> row.add(trial.settings().getOrDefault(setting.path(), "")));
            rows.add(row);
        }
        StringBuilder text = new StringBuilder(MarkdownTable.of(rows));
        for (Trial trial : sorted) {
            if (trial.failure() != null) {
                text.append("trial ")
                        .append(trial.number())
                        .append(" failed: ")
                        .append(trial.failure())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
