package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Values that programs trip over, and well-formed input with some of its bytes changed. */
final class Odd {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "null",
            "~",
            "NaN",
            "-Infinity",
            "-0",
            "0",
            "1",
            "-1",
            "1e999",
            "1e-999",
            "0x1F",
            "2147483648",
            "9223372036854775807",
            "-9223372036854775809",
            "99999999999999999999999999",
            "1_000",
            "true",
            "off",
            "[]",
            "{}",
            "[[[[[[[[",
            "'",
            "\"",
            "\\",
            "|",
            "%",
            "%00",
            "%zz",
            "%FF%FE",
            "+",
            "..",
            "../../etc/passwd",
            "//",
            "\r\n\r\n",
            "\t",
            "\u202e",
            "\ufeff",
            "\ud83d\udca7",
            "ı",
            "ﬃ",
            "2026-02-30T25:61:61Z",
            "+999999999-12-31",
            "100000d",
            "999999999999GB",
            "(a+)+$",
            "${env:HOME}",
            "${jndi:ldap://127.0.0.1/x}",
            "x".repeat(600),
            "ab ".repeat(5_000));

    private static final List<Integer> NUMBERS =
            List.of(0, 1, -1, 127, 128, 255, 256, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24);

    private Odd() {}

    static String text(FuzzedDataProvider data) {
        return data.consumeInt(0, 3) == 0 ? data.consumeString(64) : data.pickValue(TEXTS);
    }

    /** As it was one time in eight, else with up to eight changes. */
    static byte[] mutated(byte[] wellFormed, FuzzedDataProvider data) {
        byte[] bytes = wellFormed.clone();
        int changes = data.consumeInt(0, 7) == 0 ? 0 : data.consumeInt(1, 8);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes = changed(bytes, data);
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, FuzzedDataProvider data) {
        int at = data.consumeInt(0, bytes.length - 1);
        int length = data.consumeInt(0, Math.min(32, bytes.length - at));
        switch (data.consumeInt(0, 7)) {
            case 0 -> bytes[at] ^= (byte) (1 << data.consumeInt(0, 7));
            case 1 -> bytes[at] = data.consumeByte();
            case 2 -> bytes[at] = data.pickValue(NUMBERS).byteValue();
            case 3 -> {
                return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
            }
            case 4 -> {
                return joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case 5 -> {
                byte[] inserted = data.consumeBytes(32);
                return joined(joined(Arrays.copyOf(bytes, at), inserted), Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case 6 -> {
                return Arrays.copyOf(bytes, at);
            }
            default -> {
                byte[] number =
                        ByteBuffer.allocate(4).putInt(data.pickValue(NUMBERS)).array();
                System.arraycopy(number, 0, bytes, at, Math.min(4, bytes.length - at));
            }
        }
        return bytes;
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
