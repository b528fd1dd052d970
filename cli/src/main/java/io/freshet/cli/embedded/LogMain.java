package io.freshet.cli.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** The log's process: broker and registry, until it is told to end or nobody has used it for a while. */
public final class LogMain {
    private static final int BROKER_PORT = 19092;
    private static final int REGISTRY_PORT = 18081;

    /** Long enough to start the applications again after a crash, too short to be forgotten on a machine for days. */
    private static final Duration UNUSED_FOR = Duration.ofMinutes(10);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private LogMain() {}

    /** The one argument is the directory of its data. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LogDirectory directory = new LogDirectory(Path.of(arguments[0]));
        System.setProperty("freshet.log.file", directory.logFile().toString());
        Logger log = LoggerFactory.getLogger(LogMain.class);

        Optional<LockFile> owner = LockFile.tryExclusive(directory.ownerLock());
        if (owner.isEmpty()) {
            throw new IllegalStateException("Another process owns " + directory.path());
        }
        Optional<LogDirectory.State> old = directory.takeOldState();
        int brokerPort = FreePort.preferring(
                old.map(s -> port("kafka://" + s.bootstrapServers())).orElse(BROKER_PORT));
        int registryPort =
                FreePort.preferring(old.map(s -> port(s.registryUrl())).orElse(REGISTRY_PORT));
        EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), brokerPort);
        RegistryServer registry = RegistryServer.start(directory.schemas(), registryPort);
        CountDownLatch told = new CountDownLatch(1);
        Signal.handle(new Signal("TERM"), ignored -> told.countDown());
        ProcessHandle self = ProcessHandle.current();
        directory.write(new LogDirectory.State(
                self.pid(), LogDirectory.State.startedMs(self), broker.bootstrapServers(), registry.url()));
        log.info("Broker on {}, registry on {}", broker.bootstrapServers(), registry.url());

        awaitEnd(directory, told);
        log.info(told.getCount() == 0 ? "Told to end" : "Nobody has used this log for " + UNUSED_FOR);
        registry.close();
        broker.close();
        log.info("Ended");
        System.exit(0);
    }

    /**
     * Returns once told to end or after long disuse, but never under a user's feet: who tells the applications to end
     * may have told the whole process group.
     */
    private static void awaitEnd(LogDirectory directory, CountDownLatch told) throws InterruptedException {
        long lastUse = System.nanoTime();
        while (System.nanoTime() - lastUse < UNUSED_FOR.toNanos()) {
            if (LockFile.isHeld(directory.usersLock())) {
                lastUse = System.nanoTime();
            } else if (told.getCount() == 0) {
                return;
            }
            if (told.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
