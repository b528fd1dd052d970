package io.freshet.bench.sorted;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Network connections of five classes (NSL-KDD: Tavallaee et al. 2009), from the 20 % training file to the test file, in
 * which there are attacks that the training file has not.
 */
final class NslKdd {
    /** In the order of sorting. */
    static final List<String> CLASSES = List.of("normal", "dos", "probe", "r2l", "u2r");

    // attacks of the test file that the list of the training file's lacks
    private static final Map<String, List<String>> OF_TEST = Map.of(
            "dos", List.of("apache2", "mailbomb", "processtable", "udpstorm", "worm"),
            "probe", List.of("mscan", "saint"),
            "r2l", List.of("httptunnel", "named", "sendmail", "snmpgetattack", "snmpguess", "xlock", "xsnoop"),
            "u2r", List.of("ps", "sqlattack", "xterm"));

    private NslKdd() {}

    /** A column: its name, and its values where it holds names. */
    private record Column(String name, Map<String, Integer> values, boolean symbolic) {}

    static LabelledRows read(Path directory) throws IOException {
        List<Column> columns = new ArrayList<>();
        for (String line : lines(directory.resolve("Field-Names.csv.gz"))) {
            String[] parts = line.split(",");
            columns.add(new Column(parts[0], new LinkedHashMap<>(), parts[1].equals("symbolic")));
        }
        Map<String, String> classes = new HashMap<>();
        for (String line : lines(directory.resolve("Attack-Types.csv.gz"))) {
            String[] parts = line.split(",");
            classes.put(parts[0], parts[1]);
        }
        OF_TEST.forEach((name, attacks) -> attacks.forEach(attack -> classes.put(attack, name)));
        List<String> train = lines(directory.resolve("KDDTrain+_20Percent.txt.gz"));
        List<String> test = lines(directory.resolve("KDDTest+.txt.gz"));
        train.forEach(line -> meet(columns, line.split(",")));
        return new LabelledRows(rows("train", train, columns, classes), rows("test", test, columns, classes));
    }

    private static void meet(List<Column> columns, String[] cells) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.symbolic()) {
                column.values().putIfAbsent(cells[i], column.values().size());
            }
        }
    }

    private static List<LabelledRow> rows(
            String name, List<String> lines, List<Column> columns, Map<String, String> classes) throws IOException {
        List<LabelledRow> rows = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split(",");
            String attack = cells[columns.size()];
            int label = CLASSES.indexOf(classes.getOrDefault(attack, ""));
            if (label < 0) {
                throw new IOException("no class is known of " + attack);
            }
            Map<String, Object> values = new HashMap<>();
            values.put("connection", name + rows.size());
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i).name(), cells[i]);
            }
            rows.add(new LabelledRow(values, numbers(columns, cells), label));
        }
        return rows;
    }

    /** Numbers on the scale that the pipeline's numeric fields have, and a place for each name. */
    private static float[] numbers(List<Column> columns, String[] cells) {
        int width = columns.stream()
                .mapToInt(column -> column.symbolic() ? column.values().size() : 1)
                .sum();
        float[] numbers = new float[width];
        int at = 0;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.symbolic()) {
                Integer place = column.values().get(cells[i]);
                if (place != null) {
                    numbers[at + place] = 1;
                }
                at += column.values().size();
            } else {
                double number = Double.parseDouble(cells[i]);
                numbers[at++] = (float) (Math.signum(number) * Math.log1p(Math.abs(number)));
            }
        }
        return numbers;
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
