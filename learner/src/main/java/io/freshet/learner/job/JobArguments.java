package io.freshet.learner.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The command line of {@link LearnerJob}: {@code --pipeline FILE [--set PATH=VALUE]...}. */
final class JobArguments {

    static final String USAGE = "usage: --pipeline FILE [--set PATH=VALUE]...";

    private JobArguments() {}

    /**
     * The pipeline that they name.
     *
     * @throws IllegalArgumentException where they are not as {@link #USAGE} says
     */
    static PipelineText parse(String... args) throws IOException {
        Map<String, String> overrides = new TreeMap<>();
        String file = null;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " lacks its value; " + USAGE);
            }
            String value = args[i + 1];
            int equals = value.indexOf('=');
            if (args[i].equals("--pipeline")) {
                file = value;
            } else if (args[i].equals("--set") && equals > 0) {
                overrides.put(value.substring(0, equals), value.substring(equals + 1));
            } else {
                throw new IllegalArgumentException(args[i] + " " + value + " is not known; " + USAGE);
            }
        }
        if (file == null) {
            throw new IllegalArgumentException("which pipeline? " + USAGE);
        }
        return PipelineText.read(Path.of(file), overrides);
    }
}
