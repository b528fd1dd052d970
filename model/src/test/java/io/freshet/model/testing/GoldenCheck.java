package io.freshet.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Compares an implementation with a golden file; it reads every size and setting from the file. */
@FunctionalInterface
public interface GoldenCheck {
    void compare(Golden golden);

    /** Compares, and fails where the file expects something that was not looked at. */
    default void run(Golden golden) {
        compare(golden);
        assertThat(golden.overlooked())
                .as("expectations of " + golden.item() + " that nothing was compared with")
                .isEmpty();
    }

    /** A test for every item, on the file that stands in the resources. */
    static Stream<DynamicTest> tests(Map<String, GoldenCheck> checks) {
        return checks.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> entry.getValue().run(Golden.load(entry.getKey()))));
    }
}
