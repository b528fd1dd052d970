package io.freshet.cli.run;

import java.io.PrintStream;
import java.time.Duration;

/** How a run is doing, in one line: rewritten in place on a terminal, now and then a new line elsewhere. */
public final class StatusLine {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private int width;
    private long lastNanos;
    private String last = "";

    StatusLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.lastNanos = System.nanoTime() - BETWEEN_LINES.toNanos();
    }

    public static StatusLine onTerminal() {
        return new StatusLine(System.out, System.console() != null);
    }

    public synchronized void update(String text) {
        if (terminal) {
            out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            out.flush();
            width = text.length();
        } else if (System.nanoTime() - lastNanos >= BETWEEN_LINES.toNanos() && !text.equals(last)) {
            out.println(text);
            lastNanos = System.nanoTime();
        }
        last = text;
    }

    /** A line of its own, which stays. */
    public synchronized void say(String text) {
        if (terminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            width = 0;
        }
        out.println(text);
    }
}
