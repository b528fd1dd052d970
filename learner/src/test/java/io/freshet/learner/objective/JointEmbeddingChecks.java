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
        checks.put("moco_v3", GoldenLoss.of(JointEmbeddingChecks::mocoV3));
        checks.put("simclr_ntxent", GoldenLoss.of(JointEmbeddingChecks::simClr));
        checks.put("simsiam", GoldenLoss.of(JointEmbeddingChecks::simSiam));
        checks.put("byol", GoldenLoss.of(JointEmbeddingChecks::byol));
        checks.put("barlow_twins", GoldenLoss.of(JointEmbeddingChecks::barlowTwins));
        checks.put("vicreg", GoldenLoss.of(JointEmbeddingChecks::vicReg));
        checks.put("w_mse", GoldenLoss.of(JointEmbeddingChecks::wMse));
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

    private static Tensor mocoV3(GoldenLoss loss) {
        Tensor there = mocoV3(loss, loss.leaf("q1"), loss.constant("k2"));
        Tensor back = mocoV3(loss, loss.leaf("q2"), loss.constant("k1"));
        return there.add(back).mean();
    }

    private static Tensor mocoV3(GoldenLoss loss, Tensor query, Tensor key) {
        return MoCoV3.losses(loss.recorder(), query, key, itself(loss, query), loss.parameter("temperature"));
    }

    private static Tensor simClr(GoldenLoss loss) {
        Tensor first = loss.leaf("z1");
        Tensor second = loss.leaf("z2");
        Tensor mean = SimClr.losses(
                        loss.recorder(),
                        first.l2Normalise(),
                        second.l2Normalise(),
                        itself(loss, first),
                        loss.parameter("temperature"))
                .mean();
        loss.also("loss_google", mean.mul(2));
        return mean;
    }

    private static Tensor simSiam(GoldenLoss loss) {
        return SimSiam.losses(loss.leaf("p1"), loss.leaf("p2"), loss.constant("z1"), loss.constant("z2"))
                .mean();
    }

    private static Tensor byol(GoldenLoss loss) {
        return Byol.losses(loss.leaf("p1"), loss.leaf("p2"), loss.constant("z1"), loss.constant("z2"))
                .mean();
    }

    private static Tensor barlowTwins(GoldenLoss loss) {
        return BarlowTwins.loss(loss.leaf("z1"), loss.leaf("z2"), loss.parameter("lambd"), loss.parameter("bn_eps"));
    }

    private static Tensor vicReg(GoldenLoss loss) {
        return VicReg.terms(loss.leaf("x"), loss.leaf("y"), loss.parameter("std_target"), loss.parameter("std_eps"))
                .weighed(loss.parameter("sim_coeff"), loss.parameter("std_coeff"), loss.parameter("cov_coeff"));
    }

    private static Tensor wMse(GoldenLoss loss) {
        Tensor order = loss.index("perm");
        long window = (long) loss.parameter("w_size");
        long slices = order.dim(0).constant() / window;
        return WMse.losses(
                        loss.recorder(),
                        loss.leaf("h1"),
                        loss.leaf("h2"),
                        order.reshape(slices, window),
                        loss.parameter("eps"))
                .mean();
    }

    // no two rows are of one entity
    private static Tensor itself(GoldenLoss loss, Tensor rows) {
        return loss.recorder().eye(rows.dim(0)).ne(0);
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
