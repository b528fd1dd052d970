package io.freshet.model.optimise;

import io.freshet.model.testing.GoldenCheck;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OptimisersGoldenTest {
    @TestFactory
    Stream<DynamicTest> moveParametersAsTheOfficialImplementationsDo() {
        return GoldenCheck.tests(OptimiserChecks.all());
    }
}
