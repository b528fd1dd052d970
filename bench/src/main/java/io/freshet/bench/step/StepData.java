package io.freshet.bench.step;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.nn.ParameterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Weights and batches that both sides start from; drawn from a seed. */
record StepData(
        StepSize size,
        ParameterLayout layout,
        float[] parameters,
        float[] table,
        float[] queue,
        long[] owners,
        List<Batch> batches) {
    static final int BATCHES = 8;

    private static final double ROW_DEVIATION = .1;

    /**
     * @param rows touched, each once; the first is row 0, which pads
     * @param stale how many steps each of them has stood still
     * @param query and {@code key}: places among the rows (batch, length), newest first
     */
    record Batch(
            long[] rows,
            float[] stale,
            long[] query,
            long[] queryLengths,
            long[] key,
            long[] keyLengths,
            long[] entities,
            long[] slots) {}

    static StepData draw(StepSize size, ParameterLayout layout, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] table = normal(random, size.rows() * size.width(), ROW_DEVIATION);
        Arrays.fill(table, 0, size.width(), 0); // row 0 pads
        float[] queue = normal(random, size.queue() * size.projection(), 1);
        for (int key = 0; key < size.queue(); key++) {
            normalise(queue, key * size.projection(), size.projection());
        }
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            batches.add(batch(size, random, i));
        }
        long[] owners = random.longs(size.queue()).toArray();
        return new StepData(size, layout, layout.initial(seed), table, queue, owners, batches);
    }

    private static Batch batch(StepSize size, SplittableRandom random, int number) {
        Map<Long, Long> places = new LinkedHashMap<>();
        places.put(0L, 0L);
        long[] queryLengths = new long[size.batch()];
        long[] keyLengths = new long[size.batch()];
        long[] query = histories(size, random, places, queryLengths);
        long[] key = histories(size, random, places, keyLengths);
        long[] rows = places.keySet().stream().mapToLong(row -> row).toArray();
        float[] stale = new float[rows.length];
        for (int i = 0; i < stale.length; i++) {
            stale[i] = random.nextInt(100);
        }
        long[] slots = new long[size.batch()];
        Arrays.setAll(slots, i -> ((long) number * size.batch() + i) % size.queue());
        return new Batch(
                rows,
                stale,
                query,
                queryLengths,
                key,
                keyLengths,
                random.longs(size.batch()).toArray(),
                slots);
    }

    // half of the histories are full, the others of any length; few items are frequent, as in a stream
    private static long[] histories(StepSize size, SplittableRandom random, Map<Long, Long> places, long[] lengths) {
        long[] events = new long[size.batch() * size.length()];
        for (int i = 0; i < size.batch(); i++) {
            lengths[i] = random.nextBoolean() ? size.length() : 1 + random.nextInt(size.length());
            for (int age = 0; age < lengths[i]; age++) {
                long row = 1 + (long) Math.pow(size.rows() - 1.0, random.nextDouble());
                long place = places.size();
                Long known = places.putIfAbsent(Math.min(row, size.rows() - 1), place);
                events[i * size.length() + age] = known == null ? place : known;
            }
        }
        return events;
    }

    private static float[] normal(SplittableRandom random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static void normalise(float[] values, int from, int width) {
        double square = 0;
        for (int i = from; i < from + width; i++) {
            square += values[i] * values[i];
        }
        for (int i = from; i < from + width; i++) {
            values[i] /= (float) Math.sqrt(square);
        }
    }

    /** Writes everything as the PyTorch side reads it: little-endian numbers, and the sizes as JSON. */
    void write(Path directory) {
        try {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("batch", size.batch());
            json.put("length", size.length());
            json.put("width", size.width());
            json.put("layers", size.layers());
            json.put("heads", size.heads());
            json.put("feed_forward", size.feedForward());
            json.put("projection", size.projection());
            json.put("queue", size.queue());
            json.put("batches", batches.size());
            json.put("temperature", StepModel.TEMPERATURE);
            json.put("momentum", StepModel.MOMENTUM);
            json.put("clip_norm", StepModel.CLIP_NORM);
            json.put("dense_rate", StepModel.DENSE_RATE);
            json.put("row_rate", StepModel.ROW_RATE);
            json.put("row_epsilon", StepModel.ROW_EPSILON);
            json.put(
                    "parameters",
                    layout.ranges().stream()
                            .map(range -> List.of(range.name(), range.shape().lengths()))
                            .toList());
            new ObjectMapper().writeValue(directory.resolve("size.json").toFile(), json);
            floats(directory.resolve("parameters"), parameters);
            floats(directory.resolve("table"), table);
            floats(directory.resolve("queue"), queue);
            longs(directory.resolve("owners"), owners);
            for (int i = 0; i < batches.size(); i++) {
                write(batches.get(i), directory, i + ".");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Batch batch, Path directory, String prefix) throws IOException {
        longs(directory.resolve(prefix + "rows"), batch.rows());
        floats(directory.resolve(prefix + "stale"), batch.stale());
        longs(directory.resolve(prefix + "query"), batch.query());
        longs(directory.resolve(prefix + "query_lengths"), batch.queryLengths());
        longs(directory.resolve(prefix + "key"), batch.key());
        longs(directory.resolve(prefix + "key_lengths"), batch.keyLengths());
        longs(directory.resolve(prefix + "entities"), batch.entities());
        longs(directory.resolve(prefix + "slots"), batch.slots());
    }

    private static void floats(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static void longs(Path file, long[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        Files.write(file, bytes.array());
    }
}
