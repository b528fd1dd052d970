package io.freshet.model.program;

/** What a program takes: an input that it reads, or a state that it may change in place. */
public record Argument(String name, Role role, DType type, Shape shape) {
    /** Whether a program may write to an argument. */
    public enum Role {
        INPUT,
        STATE
    }

    @Override
    public String toString() {
        return role.name().toLowerCase(java.util.Locale.ROOT) + " " + name + " " + type + " " + shape;
    }
}
