package io.freshet.model.nn;

import io.freshet.model.testing.GoldenCheck;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LayersGoldenTest {
    @TestFactory
    Stream<DynamicTest> computeWhatTheOfficialImplementationsDo() {
        return GoldenCheck.tests(LayerChecks.all());
    }
}
