package io.freshet.model.program;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a program for people: one line an operation, with types and shapes. */
final class Listing {
    private final Names names = new Names();
    private final StringBuilder text = new StringBuilder();

    private Listing() {}

    static String write(Program program, Map<String, Tensor> arguments, List<Node> lines, Map<String, Tensor> outputs) {
        Listing listing = new Listing();
        listing.text.append("program ").append(program.name()).append('\n');
        program.arguments().forEach(listing::argument);
        arguments.forEach((name, tensor) -> listing.names.put(tensor, name));
        listing.lines(lines, "  ");
        outputs.forEach((name, tensor) ->
                listing.line("  ", "output " + name + " = " + listing.names.of(tensor), shape(tensor)));
        return listing.text.toString();
    }

    private void argument(Argument argument) {
        String role = argument.role() == Argument.Role.STATE ? "state" : "input";
        line("  ", role + " " + argument.name(), argument.type() + " " + argument.shape());
    }

    private void lines(List<Node> lines, String indent) {
        for (Node node : lines) {
            String code = names.fill(node.code(), node.operands()).replace("torch.", "");
            code = node.kind() == Node.Kind.GRADIENT ? code + ")" : code;
            if (node.body() != null) {
                line(indent, "when " + code, "");
                lines(node.body().nodes(), indent + "  ");
            } else if (node.results().isEmpty()) {
                line(indent, code, "");
            } else {
                line(indent, names.results(node) + " = " + code, shapes(node));
            }
        }
    }

    private void line(String indent, String code, String shapes) {
        String line = indent + code;
        text.append(shapes.isEmpty() ? line : String.format("%-70s %s", line, shapes))
                .append('\n');
    }

    private static String shapes(Node node) {
        return node.results().stream().map(Listing::shape).collect(Collectors.joining(", "));
    }

    private static String shape(Tensor tensor) {
        return tensor.type() + " " + tensor.shape();
    }
}
