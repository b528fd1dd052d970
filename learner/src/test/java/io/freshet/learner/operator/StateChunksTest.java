package io.freshet.learner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.junit.jupiter.api.Test;

class StateChunksTest {
    private static final int[] LENGTHS = {10, 3 * StateChunks.CHUNK_BYTES, 1};

    @Test
    void givesWhatEachInstanceWroteInTheOrderOfTheirNumbersHoweverTheyCome() throws Exception {
        OperatorStateStore together = store();
        ListState<byte[]> union = chunks(together);
        for (int instance : new int[] {2, 0, 1}) {
            OperatorStateStore own = store();
            int length = LENGTHS[instance];
            StateChunks.ofAll(own, "learner", instance).write(out -> out.write(new byte[length]));
            union.addAll(listed(chunks(own)));
        }

        List<Integer> lengths = new ArrayList<>();
        for (DataInputStream in : StateChunks.ofAll(together, "learner", 1).readAll()) {
            lengths.add(in.readAllBytes().length);
        }
        assertThat(lengths).containsExactly(LENGTHS[0], LENGTHS[1], LENGTHS[2]);
        assertThat(listed(union)).as("kept once alone").isEmpty();
    }

    private static OperatorStateStore store() throws Exception {
        return new DefaultOperatorStateBackendBuilder(
                        StateChunksTest.class.getClassLoader(),
                        new ExecutionConfig(),
                        false,
                        List.of(),
                        new CloseableRegistry())
                .build();
    }

    private static ListState<byte[]> chunks(OperatorStateStore store) throws Exception {
        return store.getUnionListState(new ListStateDescriptor<>("learner.all", BytePrimitiveArraySerializer.INSTANCE));
    }

    private static List<byte[]> listed(ListState<byte[]> chunks) throws Exception {
        List<byte[]> all = new ArrayList<>();
        chunks.get().forEach(all::add);
        return all;
    }
}
