package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
    @Test
    void whatIsTakenLiesApart() {
        HostMemory memory = new HostMemory();

        ByteBuffer first = memory.take(10).put(0, (byte) 1);
        ByteBuffer second = memory.take(100_000).put(0, (byte) 2); // more than there is at first
        ByteBuffer third = memory.take(1).put(0, (byte) 3);

        assertThat(first.get(0)).isEqualTo((byte) 1);
        assertThat(second.get(0)).isEqualTo((byte) 2);
        assertThat(second.capacity()).isEqualTo(100_000);
        assertThat(third.get(0)).isEqualTo((byte) 3);
    }

    @Test
    void theSameMemoryServesTheNextStep() {
        HostMemory memory = new HostMemory();
        ByteBuffer first = memory.take(10);

        memory.reset();
        memory.take(10).put(0, (byte) 7);

        assertThat(first.get(0)).isEqualTo((byte) 7);
    }

    @Test
    void closingAScopeGivesItsMemoryBack() {
        HostMemory memory = new HostMemory();
        ByteBuffer probe = memory.take(4);
        memory.reset();

        try (TensorScope scope = new TensorScope(Device.cpu(), memory)) {
            assertThat(scope.floats(Shape.of(1), 2.5f).floats()).containsExactly(2.5f);
        }
        try (TensorScope scope = new TensorScope(Device.cpu(), memory)) {
            assertThat(scope.floats(Shape.of(1), 3.5f).floats()).containsExactly(3.5f);
        }

        assertThat(probe.order(java.nio.ByteOrder.nativeOrder()).getFloat(0)).isEqualTo(3.5f);
    }
}
