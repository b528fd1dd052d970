package io.freshet.bench.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Who used which thing: users that go on from thing to thing along a ring, with a jump now and then. And what is no event,
 * of every kind that comes out of broken producers.
 */
final class EventSource {
    /** What an event's id starts with, before its number. */
    static final String EVENT = "e";
    /** What the key of a record starts with that is no event. */
    static final String POISON = "poison-";

    private static final int USERS = 1_000;
    private static final int THINGS = 300;
    private static final double JUMP = .2;

    private final Random random;
    private final int[] at = new int[USERS];
    private int made;
    private int spoilt;

    EventSource(long seed) {
        random = new Random(seed);
    }

    /** A record for the raw topic. */
    record Raw(int number, byte[] key, byte[] value) {}

    Raw next(long nowMs) {
        int user = (int) (USERS * Math.pow(random.nextDouble(), 2)); // a few do much, many a little
        at[user] = random.nextDouble() < JUMP ? random.nextInt(THINGS) : (at[user] + 1) % THINGS;
        String json = "{\"id\":\"%s\",\"time\":%d,\"user\":\"u%d\",\"thing\":\"t%d\",\"amount\":%d}"
                .formatted(EVENT + made, nowMs, user, at[user], 1 + random.nextInt(9));
        return new Raw(made, bytes(EVENT + made++), bytes(json));
    }

    Raw poison(long nowMs) {
        byte[] value = switch (spoilt % 7) {
            case 0 -> bytes("{\"id\":\"x\",\"time\":");
            case 1 -> bytes("[1, 2, 3]");
            case 2 -> bytes("{\"id\":\"x\",\"time\":" + nowMs + ",\"thing\":\"t1\",\"amount\":1}"); // whose?
            case 3 -> bytes("{\"id\":\"x\",\"time\":\"yesterday\",\"user\":\"u1\",\"thing\":\"t1\",\"amount\":1}");
            case 4 -> bytes("{\"id\":\"x\",\"time\":" + nowMs + ",\"user\":\"u1\",\"thing\":\"t1\",\"amount\":-1}");
            case 5 -> noise();
            default -> new byte[0];
        };
        return new Raw(spoilt, bytes(POISON + spoilt++), value);
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
    }

    /** The number in an id or a key; -1 where it is none of ours. */
    static int number(String prefix, String text) {
        try {
            return text.startsWith(prefix) ? Integer.parseInt(text.substring(prefix.length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
