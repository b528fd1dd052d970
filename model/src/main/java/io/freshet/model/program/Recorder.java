package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Records operations on symbolic tensors, in the order in which they are called, into a {@link Program}.
 *
 * <p>Declare arguments with {@link #input} and {@link #state}, compute with the methods of {@link Tensor}, take a
 * {@link #gradient}, change states in place, name what comes out with {@link #output}, and end with {@link #program}.
 */
public final class Recorder {
    private final String name;
    private final DType floatType;
    private final Map<String, Tensor> arguments = new LinkedHashMap<>();
    private final List<Argument> declarations = new ArrayList<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();
    private final Map<Tensor, Integer> versions = new HashMap<>();
    private final Block root = new Block(null);
    private Block current = root;
    private boolean seeded;

    public Recorder(String name, DType floatType) {
        if (!floatType.isFloat() || !floatType.isStored()) {
            throw new IllegalArgumentException(
                    "program " + name + ": float type must be float32 or float64, got " + floatType);
        }
        this.name = name;
        this.floatType = floatType;
    }

    /** The type of every float tensor of this program, unless it is cast. */
    public DType floatType() {
        return floatType;
    }

    public Tensor input(String name, Shape shape) {
        return input(name, floatType, shape);
    }

    public Tensor intInput(String name, Shape shape) {
        return input(name, DType.INT64, shape);
    }

    public Tensor boolInput(String name, Shape shape) {
        return input(name, DType.BOOL, shape);
    }

    public Tensor input(String name, DType type, Shape shape) {
        return argument(new Argument(name, Argument.Role.INPUT, type, shape));
    }

    /** A float argument that the program may change in place. */
    public Tensor state(String name, Shape shape) {
        return state(name, floatType, shape);
    }

    public Tensor intState(String name, Shape shape) {
        return state(name, DType.INT64, shape);
    }

    public Tensor state(String name, DType type, Shape shape) {
        return argument(new Argument(name, Argument.Role.STATE, type, shape));
    }

    public Tensor zeros(Shape shape) {
        return full(shape, 0);
    }

    public Tensor ones(Shape shape) {
        return full(shape, 1);
    }

    public Tensor full(Shape shape, double value) {
        return full(shape, floatType, value);
    }

    public Tensor full(Shape shape, DType type, double value) {
        String code = "torch.full(" + shape.code() + ", " + Literal.of(type, value) + ", " + options(type) + ")";
        return create("full", code, type, shape);
    }

    public Tensor scalar(double value) {
        return full(Shape.scalar(), value);
    }

    /** The int64 numbers 0, 1, ... up to but without {@code end}. */
    public Tensor arange(Dim end) {
        String code = "torch.arange(" + end.code() + ", " + options(DType.INT64) + ")";
        return create("arange", code, DType.INT64, Shape.of(end));
    }

    public Tensor eye(Dim n) {
        return create("eye", "torch.eye(" + n.code() + ", " + options(floatType) + ")", floatType, Shape.of(n, n));
    }

    /** A short float vector written into the program. */
    public Tensor constant(double... values) {
        String list = Literal.list(values);
        String code = "torch.tensor(" + list + ", dtype=" + floatType.torchCode() + ", device=device)";
        return create("constant", code, floatType, Shape.of(values.length));
    }

    /** A short int64 vector written into the program. */
    public Tensor intConstant(long... values) {
        String list = java.util.Arrays.toString(values);
        String code = "torch.tensor(" + list + ", dtype=" + DType.INT64.torchCode() + ", device=device)";
        return create("constant", code, DType.INT64, Shape.of(values.length));
    }

    /** The length of an axis as a number to compute with. */
    public Tensor lengthOf(Dim dim) {
        return lengthOf(dim, floatType);
    }

    public Tensor lengthOf(Dim dim, DType type) {
        String code = "torch.full([], " + dim.code() + ", " + options(type) + ")";
        return create("length", code, type, Shape.scalar());
    }

    public Tensor concat(int axis, Tensor... parts) {
        return concat(axis, List.of(parts));
    }

    public Tensor concat(int axis, List<Tensor> parts) {
        Tensor first = parts.get(0);
        int at = first.shape().axis(axis);
        Dim length = Dim.of(0);
        for (Tensor part : parts) {
            boolean fits = part.shape().rank() == first.shape().rank()
                    && part.shape().without(at).equals(first.shape().without(at));
            ShapeRules.require(fits && part.type() == first.type(), "concat", first, part, "differ beside axis " + at);
            length = length.plus(part.shape().dim(at));
        }
        String code = "torch.cat(" + placeholders(parts.size()) + ", " + at + ")";
        return pure("concat", code, parts, first.type(), first.shape().with(at, length));
    }

    /** Puts tensors of one shape side by side along a new first axis. */
    public Tensor stack(List<Tensor> parts) {
        return concat(0, parts.stream().map(part -> part.unsqueeze(0)).toList());
    }

    /** Elementwise: {@code yes} where the condition holds, {@code no} elsewhere. */
    public Tensor where(Tensor condition, Tensor yes, Tensor no) {
        ShapeRules.requireType("where", condition, DType.BOOL);
        ShapeRules.require(yes.type() == no.type(), "where", yes, no, "differ in type");
        Shape values = ShapeRules.broadcast("where", yes, no);
        Shape shape = ShapeRules.broadcast("where", condition.shape(), values);
        return pure("where", "torch.where(%0, %1, %2)", List.of(condition, yes, no), yes.type(), shape);
    }

    /**
     * The gradient of a scalar loss with respect to leaves (see {@link Tensor#leaf}) or what was computed from them.
     *
     * <p>A tensor that the loss does not depend on has gradient zero.
     */
    public List<Tensor> gradient(Tensor loss, List<Tensor> variables) {
        if (loss.shape().rank() != 0 || !loss.type().isFloat()) {
            throw new IllegalArgumentException("gradient: loss must be a float scalar, got " + loss.describe());
        }
        if (!loss.tracked()) {
            throw new IllegalArgumentException("gradient: the loss depends on no leaf; call leaf() on what is trained");
        }
        for (Tensor variable : variables) {
            if (!variable.tracked()) {
                throw new IllegalArgumentException("gradient: " + variable.describe() + " depends on no leaf");
            }
        }
        requireUnchanged(loss, Collections.newSetFromMap(new IdentityHashMap<>()));
        List<Tensor> operands = new ArrayList<>(List.of(loss));
        operands.addAll(variables);
        List<Result> results = variables.stream()
                .map(variable -> new Result(variable.type(), variable.shape()))
                .toList();
        String code = "torch.grad([%0], " + placeholders(1, operands.size());
        return add(Node.Kind.GRADIENT, new Operation("gradient", code, operands, results, Flow.NONE));
    }

    public Tensor gradient(Tensor loss, Tensor variable) {
        return gradient(loss, List.of(variable)).get(0);
    }

    /** Records what runs only when a boolean scalar holds; its tensors cannot be read outside. */
    public void when(Tensor condition, Runnable body) {
        ShapeRules.requireType("when", condition, DType.BOOL);
        if (condition.shape().rank() != 0) {
            throw new IllegalArgumentException("when: condition must be a scalar, got " + condition.describe());
        }
        requireReadable("when", condition);
        Block outer = current;
        Block inner = new Block(outer);
        current = inner;
        try {
            body.run();
        } finally {
            current = outer;
        }
        outer.add(new Node(Node.Kind.BRANCH, "when", "%0", List.of(condition), List.of(), inner));
    }

    /**
     * Seeds what is drawn from here on, such as {@link Tensor#dropout}: the same seed draws the same.
     *
     * @param seed an int64 scalar
     */
    public void seedDraws(Tensor seed) {
        ShapeRules.requireType("seedDraws", seed, DType.INT64);
        ShapeRules.requireRank("seedDraws", seed, 0);
        // libtorch has one generator a process and device, and no other way in from a script
        add(
                Node.Kind.UPDATE,
                new Operation("seedDraws", "torch.manual_seed(int(%0))", List.of(seed), List.of(), Flow.NONE));
        seeded = true;
    }

    void requireSeed(String operation) {
        if (!seeded) {
            throw new IllegalStateException(operation + ": draws numbers, so call seedDraws() before");
        }
    }

    /** Names a result of the program, as it is now. */
    public void output(String name, Tensor tensor) {
        if (current != root) {
            throw new IllegalStateException("output '" + name + "': is recorded inside when()");
        }
        requireStored("output '" + name + "'", tensor.type());
        // a copy where the caller would otherwise hold memory that the next step changes
        String code = tensor.argument() == null
                ? "torch.contiguous(torch.detach(%0))"
                : "torch.clone(torch.detach(%0), memory_format=0)";
        Tensor result = only(add(
                Node.Kind.PURE, new Operation("output", code, List.of(tensor), List.of(tensor.result()), Flow.NONE)));
        if (outputs.putIfAbsent(name, result) != null) {
            throw new IllegalArgumentException("output '" + name + "' is named twice");
        }
    }

    /** Ends the recording; lines that lead to no output and change no state are dropped. */
    public Program program() {
        if (arguments.isEmpty()) {
            throw new IllegalStateException("program " + name + " has no arguments");
        }
        return new Program(name, declarations, arguments, Liveness.prune(root, outputs.values()), outputs);
    }

    private static void requireStored(String what, DType type) {
        if (!type.isStored()) {
            throw new IllegalArgumentException(what + ": must not be " + type + ", which stays inside of programs");
        }
    }

    Tensor pure(String name, String code, List<Tensor> operands, DType type, Shape shape) {
        return record(name, code, operands, type, shape, Flow.GRADIENT);
    }

    Tensor record(String name, String code, List<Tensor> operands, DType type, Shape shape, Flow flow) {
        return only(add(Node.Kind.PURE, new Operation(name, code, operands, List.of(new Result(type, shape)), flow)));
    }

    List<Tensor> recordAll(Operation operation) {
        return add(Node.Kind.PURE, operation);
    }

    /** Records a change of a state, or of a view into one. */
    void update(String name, String code, Tensor target, List<Tensor> values) {
        Tensor state = target.argument();
        if (state == null || target.tracked() || declaration(state).role() != Argument.Role.STATE) {
            throw new IllegalArgumentException(name + ": must be a state or a view of one, got " + target.describe());
        }
        List<Tensor> operands = new ArrayList<>(List.of(target));
        // a state that kept a gradient's history would keep every step before it alive
        values.forEach(value -> operands.add(value.tracked() ? value.detach() : value));
        add(Node.Kind.UPDATE, new Operation(name, code, operands, List.of(), Flow.NONE));
        versions.merge(state, 1, Integer::sum);
    }

    int version(Tensor argument) {
        return versions.getOrDefault(argument, 0);
    }

    static String placeholders(int count) {
        return placeholders(0, count);
    }

    private static String placeholders(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add("%" + i);
        }
        return "[" + String.join(", ", all) + "]";
    }

    private static String options(DType type) {
        return "dtype=" + type.torchCode() + ", layout=None, device=device";
    }

    private Tensor create(String name, String code, DType type, Shape shape) {
        return record(name, code, List.of(), type, shape, Flow.NONE);
    }

    private Tensor argument(Argument argument) {
        if (!argument.name().matches("[A-Za-z][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("argument name: must be letters, digits and '_.-', got " + argument);
        }
        requireStored(argument.toString(), argument.type());
        if (argument.type().isFloat() && argument.type() != floatType && argument.role() == Argument.Role.INPUT) {
            throw new IllegalArgumentException(argument + ": must be " + floatType + ", the program's float type");
        }
        if (argument.role() == Argument.Role.INPUT && declarations.contains(argument)) {
            return Objects.requireNonNull(
                    arguments.get(argument.name())); // two parts of a program may ask for the same
        }
        Node node = new Node(Node.Kind.ARGUMENT, argument.name(), "", List.of(), List.of(), null);
        Tensor tensor = new Tensor(this, node, root, new Result(argument.type(), argument.shape()));
        if (arguments.putIfAbsent(argument.name(), tensor) != null) {
            throw new IllegalArgumentException("argument '" + argument.name() + "' is declared twice");
        }
        declarations.add(argument);
        return tensor;
    }

    private Argument declaration(Tensor argument) {
        return declarations.stream()
                .filter(declared -> declared.name().equals(argument.node().name()))
                .findFirst()
                .orElseThrow();
    }

    private List<Tensor> add(Node.Kind kind, Operation operation) {
        operation.operands().forEach(operand -> requireReadable(operation.name(), operand));
        Object line = line(operation);
        boolean shareable = kind == Node.Kind.PURE && operation.flow() != Flow.LEAF;
        if (shareable) {
            var known = current.find(line);
            if (known.isPresent()) {
                return known.get();
            }
        }
        List<Tensor> results = new ArrayList<>();
        Node node = new Node(
                kind,
                operation.name(),
                operation.code(),
                operation.operands(),
                Collections.unmodifiableList(results),
                null);
        operation.results().forEach(result -> results.add(new Tensor(this, node, current, result, operation)));
        current.add(node);
        if (shareable) {
            current.remember(line, results);
        }
        return Collections.unmodifiableList(results);
    }

    /** What makes two lines compute the same: their text, their operands and how often their states have changed. */
    private Object line(Operation operation) {
        List<Object> key = new ArrayList<>(List.of(operation.code()));
        for (Tensor operand : operation.operands()) {
            Tensor argument = operand.argument();
            key.add(operand);
            key.add(argument == null ? 0 : version(argument));
        }
        return key;
    }

    private void requireReadable(String operation, Tensor operand) {
        if (operand.recorder() != this) {
            throw new IllegalArgumentException(operation + ": operand belongs to another program");
        }
        if (!operand.block().encloses(current)) {
            throw new IllegalArgumentException(
                    operation + ": " + operand.describe() + " was computed inside when() and may not exist here");
        }
        if (operand.isStale()) {
            throw new IllegalArgumentException(operation + ": " + operand.describe()
                    + " is a view taken before its state changed; take it again, or copy() it before");
        }
    }

    private void requireUnchanged(Tensor tensor, Set<Tensor> seen) {
        if (!tensor.tracked() || !seen.add(tensor)) {
            return;
        }
        if (tensor.isStale()) {
            throw new IllegalArgumentException(
                    "gradient: the state of " + tensor.describe() + " changed after the loss read it");
        }
        tensor.node().operands().forEach(operand -> requireUnchanged(operand, seen));
    }

    private static Tensor only(List<Tensor> results) {
        return results.get(0);
    }
}
