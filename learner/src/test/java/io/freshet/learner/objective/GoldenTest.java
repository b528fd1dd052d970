package io.freshet.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each objective alone as a program of its own, against the official implementations' values. */
class GoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"moco_v1_t007", "moco_v2"})
    void moco(String item) {
        new Check(item) {
            @Override
            Tensor loss() {
                Tensor query = leaf("q").l2Normalise();
                Tensor key = constant("k").l2Normalise();
                Tensor queue = constant("queue_raw").l2Normalise();
                Tensor blocked = queue.select(1, 0).isFinite().not().unsqueeze(0);
                return MoCo.losses(r, query, key, queue, blocked, golden.parameter("temperature"))
                        .mean();
            }
        }.run();
    }

    @Test
    void nextEventOverAllItemsIsTheFullSoftmax() {
        new Check("next_item_full_ce") {
            @Override
            Tensor loss() {
                Tensor rows = leaf("item_emb");
                Tensor none = r.zeros(Shape.of(rows.dim(0)));
                return NextEvent.losses(leaf("h"), rows, none, index("target")).mean();
            }
        }.run();
    }

    @Test
    void nextEventWithAPriorIsTheSoftmaxWithABias() {
        new Check("bert4rec_ce") {
            @Override
            Tensor loss() {
                Array maskIndex = golden.input("mask_index");
                Array items = golden.input("pos_items");
                Tensor output = leaf("seq_output");
                long length = output.dim(1).constant();
                List<Long> places = new ArrayList<>();
                List<Long> targets = new ArrayList<>();
                for (int i = 0; i < maskIndex.values().length; i++) {
                    if (maskIndex.values()[i] > 0) {
                        long row = i / maskIndex.lengths()[1];
                        places.add(row * length + (long) maskIndex.values()[i]);
                        targets.add((long) items.values()[i]);
                    }
                }
                Tensor context = output.reshape(output.dim(0).times(length), output.dim(2))
                        .gatherRows(r.intConstant(longs(places)));
                Tensor rows = leaf("item_emb").slice(0, 0, (long) golden.parameter("n_items"));
                return NextEvent.losses(context, rows, leaf("out_bias"), r.intConstant(longs(targets)))
                        .mean();
            }
        }.run();
    }

    @Test
    void maskedEventsAmongDrawnNegativesIsTheSampledSoftmax() {
        new Check("sampled_softmax_logq") {
            @Override
            Tensor loss() {
                Tensor prior = constant("q").log().neg();
                return MaskedEvents.losses(r, leaf("h"), leaf("E"), prior, index("target"), index("negatives"))
                        .mean();
            }
        }.run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"moco_queue", "moco_queue_wrap"})
    void queueForgetsOldestKeys(String item) {
        Golden golden = Golden.load(item);
        int capacity = (int) golden.parameter("K");
        double[][] queue =
                rows(golden.input("queue").values(), golden.input("queue").lengths()[1]);
        // batches differ in size, so they are cut by where the pointer stands after each
        double[][] keys = rows(golden.input("keys").values(), queue[0].length);
        double[] pointers = golden.expected("ptr_after").values();
        int put = 0;
        for (int batch = 0; batch < pointers.length; batch++) {
            int size = Math.floorMod((int) pointers[batch] - put, capacity);
            long[] slots = MoCo.slots(put, size == 0 ? capacity : size, capacity);
            for (long slot : slots) {
                queue[(int) slot] = keys[put++];
            }
            double[] flat = Arrays.stream(queue).flatMapToDouble(Arrays::stream).toArray();
            golden.check(
                    "queue after batch " + batch,
                    golden.expected("queue_after").row(batch).values(),
                    flat);
        }
        assertThat(put).isEqualTo(keys.length);
    }

    private static double[][] rows(double[] values, long width) {
        double[][] rows = new double[(int) (values.length / width)][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, (int) (i * width), (int) ((i + 1) * width)));
        return rows;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(value -> value).toArray();
    }

    /** Records a loss over a golden file's inputs and compares it and every gradient that the file has. */
    private abstract static class Check {
        final Golden golden;
        final Recorder r;
        private final Map<String, Tensor> leaves = new LinkedHashMap<>();

        Check(String item) {
            golden = Golden.load(item);
            r = new Recorder(item, DType.FLOAT64);
        }

        abstract Tensor loss();

        Tensor constant(String name) {
            return r.input(name, golden.input(name).shape());
        }

        Tensor leaf(String name) {
            Tensor leaf = constant(name).leaf();
            leaves.put(name, leaf);
            return leaf;
        }

        Tensor index(String name) {
            return r.intConstant(Arrays.stream(golden.input(name).values())
                    .mapToLong(value -> (long) value)
                    .toArray());
        }

        void run() {
            Tensor loss = loss();
            r.output("loss", loss);
            List<Tensor> gradients = r.gradient(loss, List.copyOf(leaves.values()));
            List<String> names = List.copyOf(leaves.keySet());
            for (int i = 0; i < names.size(); i++) {
                r.output("grad_" + names.get(i), gradients.get(i));
            }
            try (TensorScope scope = new TensorScope(Device.cpu());
                    CompiledProgram program = r.program().load(Device.cpu())) {
                Map<String, DeviceTensor> arguments = new LinkedHashMap<>();
                program.program().arguments().forEach(argument -> {
                    Array input = golden.input(argument.name());
                    arguments.put(argument.name(), scope.doubles(input.shape(), input.values()));
                });
                try (Outputs outputs = program.run(arguments)) {
                    golden.check("loss", outputs.scalar("loss"));
                    List<String> checked = golden.gradients();
                    assertThat(checked).isNotEmpty();
                    for (String name : checked) {
                        golden.check(name, outputs.get(name).doubles());
                    }
                }
            }
        }
    }
}
