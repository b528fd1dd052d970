package io.freshet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command line came to. */
record Ran(int exit, String out, String err) {

    static Ran of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }
}
