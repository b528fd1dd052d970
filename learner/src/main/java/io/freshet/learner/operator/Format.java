package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of one type, in state and between operators. State outlives the program that wrote it: a change of the
 * layout raises {@link #version()}, and {@link #read} goes on reading every earlier one.
 */
interface Format<T> {

    /** What state calls this format; never changes. */
    String name();

    int version();

    Class<T> type();

    /** Writes the newest version. */
    void write(T value, DataOutputView out) throws IOException;

    T read(DataInputView in, int version) throws IOException;
}
