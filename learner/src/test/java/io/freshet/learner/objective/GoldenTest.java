package io.freshet.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.evaluate.DriftChecks;
import io.freshet.learner.evaluate.MetricChecks;
import io.freshet.model.nn.LayerChecks;
import io.freshet.model.optimise.OptimiserChecks;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each loss, optimiser, metric and layer alone, against the official implementations' values.
 *
 * <p>{@code -Dgolden.dir=DIR} takes the files of any directory instead of the project's own. What was compared is counted
 * on standard output.
 */
class GoldenTest {
    private static final Map<String, GoldenCheck> CHECKS = register();
    private static final Set<String> MISSING = new TreeSet<>();
    private static int passed;
    private static int failed;

    private static Map<String, GoldenCheck> register() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        List.of(
                        JointEmbeddingChecks.all(),
                        MultiCropChecks.all(),
                        ContrastiveChecks.all(),
                        NextItemChecks.all(),
                        MatryoshkaChecks.all(),
                        MetricChecks.all(),
                        DriftChecks.all(),
                        OptimiserChecks.all(),
                        LayerChecks.all())
                .forEach(checks::putAll);
        return checks;
    }

    @TestFactory
    Stream<DynamicTest> computesWhatTheOfficialImplementationsDo() throws IOException {
        String directory = System.getProperty("golden.dir");
        return directory == null
                ? CHECKS.keySet().stream().map(item -> test(item, () -> Golden.load(item)))
                : files(directory).stream().map(file -> test(file.getFileName().toString(), () -> Golden.load(file)));
    }

    @AfterAll
    static void count() {
        if (!MISSING.isEmpty()) {
            System.out.println("not implemented: " + String.join(", ", MISSING));
        }
        System.out.println(passed + " passed, " + failed + " failed");
    }

    private static DynamicTest test(String name, Supplier<Golden> file) {
        return DynamicTest.dynamicTest(name, () -> {
            failed++;
            Golden golden = file.get();
            GoldenCheck check = CHECKS.get(golden.item());
            if (check == null) {
                MISSING.add(golden.item());
            } else {
                check.run(golden);
                passed++;
            }
            failed--;
        });
    }

    private static List<Path> files(String directory) throws IOException {
        // a relative path is meant from where Maven was started, which is above this module or in it
        Path above = Path.of("..").resolve(directory);
        try (Stream<Path> all = Files.list(Files.isDirectory(above) ? above : Path.of(directory))) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            assertThat(files).as("golden files in " + directory).isNotEmpty();
            return files;
        }
    }
}
