package io.freshet.model.program;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gives each tensor of a program a short name, in the order in which lines are written. */
final class Names {
    private static final Pattern PLACEHOLDER = Pattern.compile("%(\\d+)");
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private int next;

    void put(Tensor tensor, String name) {
        names.put(tensor, name);
    }

    /** Names a line's results: {@code t3} or {@code t3, t4}. */
    String results(Node node) {
        return node.results().stream()
                .map(result -> names.computeIfAbsent(result, unnamed -> "t" + next++))
                .collect(Collectors.joining(", "));
    }

    String of(Tensor tensor) {
        String name = names.get(tensor);
        if (name == null) {
            throw new IllegalStateException(tensor + " is read before it is computed");
        }
        return name;
    }

    /** A line's code with its operands' names. */
    String fill(String code, List<Tensor> operands) {
        Matcher matcher = PLACEHOLDER.matcher(code);
        return matcher.replaceAll(
                match -> Matcher.quoteReplacement(of(operands.get(Integer.parseInt(match.group(1))))));
    }
}
