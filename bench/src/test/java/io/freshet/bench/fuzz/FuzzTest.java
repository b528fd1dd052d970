package io.freshet.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few seconds of what {@code ./freshet bench fuzz} does for long, by chance alone. The seed of an input that fails is in
 * the message.
 */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 150);
    private static final long SEED = Long.getLong("fuzz.seed", new Random().nextLong());

    @FunctionalInterface
    interface Target {
        void take(FuzzedDataProvider data) throws Exception;
    }

    @BeforeAll
    static void saysItsSeed() {
        System.out.println("fuzz.seed=" + SEED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void bearsWhateverComes(String name, Target target) {
        for (long seed = SEED; seed < SEED + INPUTS; seed++) {
            FuzzedDataProvider data = data(new Random(seed));
            assertThatCode(() -> target.take(data)).as("-Dfuzz.seed=%d", seed).doesNotThrowAnyException();
        }
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                target("http", HttpFuzz::fuzzerTestOneInput),
                target("raw-topic", RawTopicFuzz::fuzzerTestOneInput),
                target("messages", MessageFuzz::fuzzerTestOneInput),
                target("pipeline-files", PipelineFuzz::fuzzerTestOneInput),
                target("registry", RegistryFuzz::fuzzerTestOneInput),
                target("snapshots", SnapshotFuzz::fuzzerTestOneInput));
    }

    private static Arguments target(String name, Target target) {
        return Arguments.of(name, target);
    }

    /** Choices by chance; Jazzer's own need its agent in the process. */
    private static FuzzedDataProvider data(Random random) {
        InvocationHandler choices = (proxy, method, bounds) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, bounds);
            }
            return switch (method.getName()) {
                case "consumeBoolean" -> random.nextBoolean();
                case "consumeByte" -> (byte) random.nextInt();
                case "consumeInt" -> random.nextInt((int) bounds[0], (int) bounds[1] + 1);
                case "consumeLong" ->
                    (long) bounds[0] + (random.nextLong() >>> 1) % ((long) bounds[1] - (long) bounds[0]);
                case "consumeBytes" -> bytes((int) bounds[0], random);
                case "consumeString" -> text((int) bounds[0], Character.MAX_VALUE, random);
                case "consumeAsciiString" -> text((int) bounds[0], 127, random);
                default -> throw new UnsupportedOperationException(method.getName());
            };
        };
        return (FuzzedDataProvider) Proxy.newProxyInstance(
                FuzzTest.class.getClassLoader(), new Class<?>[] {FuzzedDataProvider.class}, choices);
    }

    private static byte[] bytes(int most, Random random) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(int most, int last, Random random) {
        int ascii = random.nextBoolean() ? 127 : last;
        return random.ints(random.nextInt(most + 1), 0, Math.min(last, ascii) + 1)
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }
}
