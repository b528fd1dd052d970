package io.freshet.bench.cluster;

import io.freshet.cli.embedded.RegistryServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The schema registry as a process: its file, its host, its port. */
final class RegistryMain {

    private RegistryMain() {}

    @SuppressWarnings("try") // the server works on threads of its own
    public static void main(String[] arguments) throws InterruptedException {
        try (RegistryServer server =
                RegistryServer.start(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]))) {
            new CountDownLatch(1).await();
        }
    }
}
