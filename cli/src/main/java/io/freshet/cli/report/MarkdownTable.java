package io.freshet.cli.report;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table whose columns are aligned, so that it is read on a terminal as it is. */
public final class MarkdownTable {
    private MarkdownTable() {}

    /** @param rows the first is the heading */
    public static String of(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append('|');
            for (int column = 0; column < widths.size(); column++) {
                String cell = rows.get(row).get(column);
                text.append(' ')
                        .append(cell)
                        .append(" ".repeat(widths.get(column) - cell.length()))
                        .append(" |");
            }
            text.append('\n');
            if (row == 0) {
                text.append('|');
                widths.forEach(width -> text.append("-".repeat(width + 2)).append('|'));
                text.append('\n');
            }
        }
        return text.toString();
    }
}
