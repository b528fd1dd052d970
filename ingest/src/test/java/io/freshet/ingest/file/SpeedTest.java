package io.freshet.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpeedTest {

    @Test
    void readsFullAndMultiples() {
        assertThat(Speed.parse("full").isFull()).isTrue();
        assertThat(Speed.parse("60x")).isEqualTo(new Speed(60));
        assertThat(Speed.parse(" 0.5X ")).isEqualTo(new Speed(0.5));
    }

    @Test
    void refusesWhatIsNoSpeed() {
        for (String text : new String[] {"fast", "-1x", "0", "NaN", "Infinityx", ""}) {
            assertThatThrownBy(() -> Speed.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60x");
        }
    }
}
