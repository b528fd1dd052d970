package io.freshet.bench.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command of a JVM: this one's Java and class path, a heap of its own, and what the launcher opens. */
record JavaCommand(String main, String heap, List<String> options, List<String> arguments) {
    private static final List<String> OPENS = List.of(
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");

    static JavaCommand of(String main, String heap, String... arguments) {
        return new JavaCommand(main, heap, List.of(), List.of(arguments));
    }

    /** With a log of its own, beside what it says on the terminal. */
    JavaCommand loggingTo(Path file) {
        return with("-Dfreshet.log.file=" + file);
    }

    JavaCommand with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new JavaCommand(main, heap, all, arguments);
    }

    /** On everything that this process has on its class path. */
    List<String> command() {
        return command(System.getProperty("java.class.path"));
    }

    /** On the learner's class path, as on a Flink cluster: without the broker and what else is not the job's. */
    List<String> commandWithoutBroker() {
        return command(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !isBroker(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator)));
    }

    private static boolean isBroker(String jar) {
        return jar.startsWith("kafka") && !jar.startsWith("kafka-clients");
    }

    private List<String> command(String classpath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // many JVMs share few cores, and start often: the smallest collector, and no optimising compiler
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.awt.headless=true");
        command.addAll(OPENS);
        command.addAll(options);
        command.addAll(List.of("-cp", classpath, main));
        command.addAll(arguments);
        return command;
    }
}
