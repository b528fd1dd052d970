package io.freshet.model.program;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recorded computation: arguments in, outputs out, states changed in place, in one native call. */
public final class Program {
    private final String name;
    private final List<Argument> arguments;
    private final List<String> outputs;
    private final TorchScript script;
    private final String listing;

    Program(
            String name,
            List<Argument> declarations,
            Map<String, Tensor> arguments,
            List<Node> lines,
            Map<String, Tensor> outputs) {
        this.name = name;
        this.arguments = List.copyOf(declarations);
        this.outputs = List.copyOf(outputs.keySet());
        this.script = TorchScript.write(arguments, lines, outputs);
        this.listing = Listing.write(this, arguments, lines, new LinkedHashMap<>(outputs));
    }

    public String name() {
        return name;
    }

    /** What a run takes, in the order in which it was declared. */
    public List<Argument> arguments() {
        return arguments;
    }

    /** The names of what a run returns. */
    public List<String> outputs() {
        return outputs;
    }

    /** Makes the program ready to run; the caller closes it. */
    public CompiledProgram load(Device device) {
        return new CompiledProgram(this, device);
    }

    /** A digest of what the program computes, the same for two recordings of the same lines. */
    public String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(script.source().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    TorchScript script() {
        return script;
    }

    /** One line an operation, with the type and shape of its results. */
    @Override
    public String toString() {
        return listing;
    }
}
