package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void givesTheInnermostMessage() {
        assertThat(Failures.sentence(new RuntimeException("outer", new IOException("the disk is full\nat block 7"))))
                .isEqualTo("the disk is full");
    }

    @Test
    void looksIntoWhatFlinkCarriedAsBytes() {
        Exception thrown = new RuntimeException("outer", new SerializedThrowable(new IOException("no route to host")));

        assertThat(Failures.sentence(new SerializedThrowable(thrown))).isEqualTo("no route to host");
    }

    @Test
    void namesAnExceptionThatSaysOneWord() {
        assertThat(Failures.sentence(new NoClassDefFoundError("a/b/C"))).isEqualTo("NoClassDefFoundError: a/b/C");
    }

    @Test
    void namesAnExceptionThatSaysNothing() {
        assertThat(Failures.sentence(new NullPointerException())).startsWith("NullPointerException at io.freshet");
    }
}
