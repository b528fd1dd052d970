package io.freshet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as users run it: a process of its own, its output in a file. */
final class FreshetProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private FreshetProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static FreshetProcess start(Path workingDirectory, String... arguments) throws IOException {
        Path output = Files.createTempFile(workingDirectory, "output", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "-Dfreshet.home=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new FreshetProcess(process, output);
    }

    /** Its exit code, once it has ended by itself. */
    int await(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C does, and also where whoever started the build has its children ignore that signal. */
    void interrupt() {
        process.destroy(); // SIGTERM
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
