package io.freshet.learner.objective;

import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import io.freshet.model.testing.GoldenLoss;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What the golden files of objectives over pairs of views are compared with. */
final class JointEmbeddingChecks {
    private JointEmbeddingChecks() {}

    /** Item of a golden file to its check. */
    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("moco_queue", JointEmbeddingChecks::queue);
        checks.put("moco_queue_wrap", JointEmbeddingChecks::queue);
        checks.put("moco_v1_t007", GoldenLoss.of(JointEmbeddingChecks::moco));
        checks.put("moco_v2", GoldenLoss.of(JointEmbeddingChecks::moco));
        return checks;
    }

    private static Tensor moco(GoldenLoss loss) {
        Tensor query = loss.leaf("q").l2Normalise();
        Tensor key = loss.constant("k").l2Normalise();
        Tensor queue = loss.constant("queue_raw").l2Normalise();
        Tensor blocked = queue.select(1, 0).isFinite().not().unsqueeze(0);
        int keys = (int) key.dim(0).constant();
        int capacity = (int) queue.dim(0).constant();
        long[] slots = KeyQueue.slots(0, keys, capacity);
        Tensor put =
                loss.recorder().full(queue.shape(), 0).indexAdd(loss.recorder().intConstant(slots), key);
        Tensor kept = queue.slice(0, keys, capacity);
        loss.also("queue_after", loss.recorder().concat(0, put.slice(0, 0, keys), kept));
        loss.also("queue_ptr_after", loss.recorder().scalar((slots[keys - 1] + 1) % capacity));
        return MoCo.losses(loss.recorder(), query, key, queue, blocked, loss.parameter("temperature"))
                .mean();
    }

    private static void queue(Golden golden) {
        int capacity = (int) golden.parameter("K");
        double[][] queue =
                rows(golden.input("queue").values(), golden.input("queue").lengths()[1]);
        // batches differ in size, so they are cut by where the pointer stands after each
        double[][] keys = rows(golden.input("keys").values(), queue[0].length);
        double[] pointers = golden.expected("ptr_after").values();
        int put = 0;
        for (int batch = 0; batch < pointers.length; batch++) {
            int size = Math.floorMod((int) pointers[batch] - put, capacity);
            long[] slots = KeyQueue.slots(put, size == 0 ? capacity : size, capacity);
            for (long slot : slots) {
                queue[(int) slot] = keys[put++];
            }
            double[] flat = Arrays.stream(queue).flatMapToDouble(Arrays::stream).toArray();
            golden.check(
                    "queue after batch " + batch,
                    golden.expected("queue_after").row(batch).values(),
                    flat);
        }
        golden.check("keys put", new double[] {keys.length}, new double[] {put});
    }

    private static double[][] rows(double[] values, long width) {
        double[][] rows = new double[(int) (values.length / width)][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, (int) (i * width), (int) ((i + 1) * width)));
        return rows;
    }
}
