package io.freshet.cli.doctor;

/**
 * What one look has found.
 *
 * @param what was looked at, such as {@code topic shop.events}
 * @param says how it is; for a fault what must be and what is
 * @param todo what to do about it; empty where nothing has to be done
 */
public record Finding(Level level, String what, String says, String todo) {

    /** How bad it is. */
    public enum Level {
        OK("ok  "),
        /** It works, and may not go well. */
        WARNING("warn"),
        /** It does not work. */
        FAULT("FAIL");

        private final String shown;

        Level(String shown) {
            this.shown = shown;
        }
    }

    static Finding ok(String what, String says) {
        return new Finding(Level.OK, what, says, "");
    }

    static Finding warning(String what, String says, String todo) {
        return new Finding(Level.WARNING, what, says, todo);
    }

    static Finding fault(String what, String must, String got, String todo) {
        return new Finding(Level.FAULT, what, "must " + must + ", got " + got, todo);
    }

    @Override
    public String toString() {
        String line = level.shown + "  " + what + ": " + says;
        return todo.isEmpty() ? line : line + System.lineSeparator() + "      " + todo;
    }
}
