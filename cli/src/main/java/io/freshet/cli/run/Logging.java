package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends what the libraries have to say to a file, so that the terminal is for the program's own lines. */
public final class Logging {

    private Logging() {}

    public static void toFileOf(DataDirectory directory) {
        System.setProperty("freshet.log.file", directory.logFile().toString());
        Configurator.reconfigure();
    }
}
