package io.freshet.bench.sorted;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Handwritten digits in idx files (LeCun et al. 1998): images of 28 by 28, read as 7 by 7 patches of 4 by 4 pixels. */
final class Mnist {
    private static final int SIDE = 28;
    private static final int PATCH = 4;
    private static final int IMAGES = 2051; // what an idx file of images begins with
    private static final int LABELS = 2049;
    private static final float WHITE = 255;

    private Mnist() {}

    static LabelledRows read(Path directory) throws IOException {
        return new LabelledRows(split(directory, "train"), split(directory, "t10k"));
    }

    private static List<LabelledRow> split(Path directory, String name) throws IOException {
        List<LabelledRow> rows = new ArrayList<>();
        try (DataInputStream images = open(directory.resolve(name + "-images-idx3-ubyte.gz"), IMAGES);
                DataInputStream labels = open(directory.resolve(name + "-labels-idx1-ubyte.gz"), LABELS)) {
            int count = images.readInt();
            if (labels.readInt() != count || images.readInt() != SIDE || images.readInt() != SIDE) {
                throw new IOException(name + ": images and labels do not belong together");
            }
            byte[] pixels = new byte[SIDE * SIDE];
            for (int i = 0; i < count; i++) {
                images.readFully(pixels);
                rows.add(row(name + i, pixels, labels.readUnsignedByte()));
            }
        }
        return rows;
    }

    private static DataInputStream open(Path file, int magic) throws IOException {
        DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
        if (in.readInt() != magic) {
            in.close();
            throw new IOException(file + " is no idx file of this kind");
        }
        return in;
    }

    static LabelledRow row(String id, byte[] pixels, int label) {
        float[] numbers = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            numbers[i] = (pixels[i] & 0xff) / WHITE;
        }
        Map<String, Object> values = new HashMap<>();
        values.put("image", id);
        for (int down = 0; down < SIDE / PATCH; down++) {
            for (int across = 0; across < SIDE / PATCH; across++) {
                values.put("patch-" + down + "-" + across, patch(numbers, down * PATCH, across * PATCH));
            }
        }
        return new LabelledRow(values, numbers, label);
    }

    private static List<Float> patch(float[] numbers, int top, int left) {
        List<Float> patch = new ArrayList<>(PATCH * PATCH);
        for (int y = top; y < top + PATCH; y++) {
            for (int x = left; x < left + PATCH; x++) {
                patch.add(numbers[y * SIDE + x]);
            }
        }
        return patch;
    }
}
