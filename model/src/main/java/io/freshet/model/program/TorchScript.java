package io.freshet.model.program;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A program as TorchScript source: a module with one method.
 *
 * @param differentiates whether it takes a gradient, so that libtorch must record one
 */
record TorchScript(String source, boolean differentiates) {
    static TorchScript write(Map<String, Tensor> arguments, List<Node> lines, Map<String, Tensor> outputs) {
        Writer writer = new Writer(countGradients(lines), new InPlace(lines, outputs.values()));
        writer.signature(arguments);
        writer.dims(arguments);
        writer.lines(lines, "    ");
        writer.result(outputs);
        return new TorchScript(writer.source.toString(), countGradients(lines) > 0);
    }

    private static int countGradients(List<Node> lines) {
        int count = 0;
        for (Node node : lines) {
            count += node.kind() == Node.Kind.GRADIENT ? 1 : 0;
            count += node.body() == null ? 0 : countGradients(node.body().nodes());
        }
        return count;
    }

    private static final class Writer {
        private final StringBuilder source = new StringBuilder();
        private final Names names = new Names();
        private final int gradients;
        private final InPlace inPlace;
        private int gradientsWritten;

        Writer(int gradients, InPlace inPlace) {
            this.gradients = gradients;
            this.inPlace = inPlace;
        }

        void signature(Map<String, Tensor> arguments) {
            source.append("class Program(Module):\n")
                    .append("  __parameters__ = []\n")
                    .append("  __buffers__ = []\n")
                    .append("  training : bool\n")
                    .append("  def forward(self: __torch__.Program");
            int number = 0;
            for (Map.Entry<String, Tensor> argument : arguments.entrySet()) {
                // the number keeps a-b and a_b apart
                String name = argument.getKey().replaceAll("[^A-Za-z0-9]", "_") + "_" + number++;
                names.put(argument.getValue(), "a_" + name);
                source.append(",\n      a_").append(name).append(": Tensor");
            }
            source.append(") -> List[Tensor]:\n");
            Tensor first = arguments.values().iterator().next();
            line("    ", "device = ops.prim.device(" + names.of(first) + ")");
        }

        void dims(Map<String, Tensor> arguments) {
            Set<Dim> bound = new HashSet<>();
            for (Tensor argument : arguments.values()) {
                for (int axis = 0; axis < argument.rank(); axis++) {
                    Dim dim = argument.dim(axis);
                    if (dim.isName() && bound.add(dim)) {
                        line("    ", dim.code() + " = torch.size(" + names.of(argument) + ", " + axis + ")");
                    }
                }
            }
        }

        void lines(List<Node> lines, String indent) {
            lines.forEach(node -> node(node, indent));
        }

        private void node(Node node, String indent) {
            String code = names.fill(inPlace.code(node), node.operands());
            switch (node.kind()) {
                case ARGUMENT -> throw new IllegalStateException("an argument is no line");
                case PURE -> line(indent, names.results(node) + " = " + code);
                case UPDATE -> line(indent, code);
                case BRANCH -> {
                    line(indent, "if bool(" + code + "):");
                    if (node.body() != null) {
                        lines(node.body().nodes(), indent + "  ");
                    }
                }
                case GRADIENT -> gradient(node, code, indent);
            }
        }

        private void gradient(Node node, String code, String indent) {
            gradientsWritten++;
            // the graph's buffers are freed by the last gradient taken
            String retain = Literal.of(gradientsWritten < gradients);
            String list = "g" + gradientsWritten;
            line(indent, list + " = " + code + ", None, " + retain + ", False, True)");
            for (int i = 0; i < node.results().size(); i++) {
                Tensor variable = node.operands().get(i + 1);
                String missing = "torch.zeros_like(" + names.of(variable) + ")";
                String item = list + "_" + i;
                line(indent, item + " = " + list + "[" + i + "]");
                line(indent, "if torch.__is__(" + item + ", None):");
                line(indent, "  " + item + "_found = " + missing);
                line(indent, "else:");
                line(indent, "  " + item + "_found = unchecked_cast(Tensor, " + item + ")");
                names.put(node.results().get(i), item + "_found");
            }
        }

        void result(Map<String, Tensor> outputs) {
            String list = outputs.values().stream().map(names::of).collect(Collectors.joining(", ", "[", "]"));
            line("    ", "return annotate(List[Tensor], " + list + ")");
        }

        private void line(String indent, String code) {
            source.append(indent).append(code).append('\n');
        }
    }
}
