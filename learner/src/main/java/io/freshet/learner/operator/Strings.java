package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** Strings of any length, or none: {@code writeUTF} ends at 64 KB, and a text field may not. */
final class Strings {

    private Strings() {}

    static void write(String text, DataOutputView out) throws IOException {
        StringValue.writeString(text, out);
    }

    static void writeOptional(@Nullable String text, DataOutputView out) throws IOException {
        StringValue.writeString(text, out);
    }

    static String read(DataInputView in) throws IOException {
        String text = StringValue.readString(in);
        if (text == null) {
            throw new IOException("a string is missing");
        }
        return text;
    }

    static @Nullable String readOptional(DataInputView in) throws IOException {
        return StringValue.readString(in);
    }
}
