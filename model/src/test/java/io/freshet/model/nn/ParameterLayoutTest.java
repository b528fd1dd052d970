package io.freshet.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.program.DType;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {
    @Test
    void matricesStandBeforeVectors() {
        ParameterLayout layout = twoLayers();
        assertThat(layout.ranges())
                .extracting(ParameterLayout.Range::toString)
                .containsExactly(
                        "first.weight (2, 3) at 0..6",
                        "second.weight (4, 2) at 6..14",
                        "first.bias (2) at 14..16",
                        "second.bias (4) at 16..20");
        assertThat(layout.size()).isEqualTo(20);
        assertThat(layout.decayedSize()).isEqualTo(14);
    }

    @Test
    void startDependsOnSeedAndNameAlone() {
        float[] two = twoLayers().initial(7);
        ParameterLayout.Builder alone = ParameterLayout.builder();
        var unused = new Linear(alone.at("second"), 2, 4);
        float[] one = alone.build().initial(7);
        assertThat(Arrays.copyOfRange(two, 6, 14)).isEqualTo(Arrays.copyOfRange(one, 0, 8));
        assertThat(twoLayers().initial(8)).isNotEqualTo(two);
    }

    @Test
    void namesAreUniqueAndKnown() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("w", Shape.of(2), Init.zeros());
        assertThatThrownBy(() -> builder.add("w", Shape.of(2), Init.zeros()))
                .hasMessage("parameter 'w' is added twice");
        Recorder r = new Recorder("p", DType.FLOAT32);
        Parameters parameters = new Parameters(builder.build(), r.input("flat", Shape.of(2)));
        assertThatThrownBy(() -> parameters.get("v")).hasMessage("parameter 'v' is none of [w]");
        assertThatThrownBy(() -> new Parameters(builder.build(), r.input("short", Shape.of(1))))
                .hasMessage("parameters: must be (2), got (1)");
    }

    private static ParameterLayout twoLayers() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        var first = new Linear(builder.at("first"), 3, 2);
        var second = new Linear(builder.at("second"), 2, 4);
        assertThat(first).isNotSameAs(second);
        return builder.build();
    }
}
