package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedTest {
    private static final int BYTES = 1_000_000;

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        byte[] state = state();
        assertThat(read(sealed(state))).isEqualTo(state);
    }

    @Test
    void tellsAFlippedBitBeforeItGivesAnyOfItsBlock() throws IOException {
        Random random = new Random(1);
        byte[] state = state();
        byte[] sealed = sealed(state);
        for (int i = 0; i < 300; i++) {
            byte[] changed = sealed.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> startsLike(state, changed))
                    .as("bit of byte %d", at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsThatItsEndIsMissing() throws IOException {
        byte[] sealed = sealed(state());
        for (int length : new int[] {0, 1, 7, 20, sealed.length / 2, sealed.length - 5}) {
            assertThatThrownBy(() -> read(Arrays.copyOf(sealed, length))).isInstanceOf(IOException.class);
        }
    }

    /** Reads to the end, and sees to it that what comes is right as far as it comes. */
    private static void startsLike(byte[] state, byte[] sealed) throws IOException {
        try (DataInputStream in = Sealed.reading(new ByteArrayInputStream(sealed))) {
            for (int i = 0; i < state.length; i++) {
                assertThat(in.readByte()).isEqualTo(state[i]);
            }
            in.read();
        }
    }

    private static byte[] state() {
        byte[] state = new byte[BYTES];
        new Random(2).nextBytes(state);
        Arrays.fill(state, 0, BYTES / 2, (byte) 7); // half of it can be compressed
        return state;
    }

    private static byte[] sealed(byte[] state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = Sealed.writing(bytes)) {
            out.write(state);
        }
        return bytes.toByteArray();
    }

    private static byte[] read(byte[] sealed) throws IOException {
        try (DataInputStream in = Sealed.reading(new ByteArrayInputStream(sealed))) {
            return in.readAllBytes();
        }
    }
}
