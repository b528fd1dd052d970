package io.freshet.learner.job;

import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the engine in a process that has no trainer, on a thread of its own, so that it is there when the trainer comes after
 * another process's death: libtorch takes seconds to load, and every one of them is a second without fresh embeddings.
 */
final class Standby {

    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Standby() {}

    /** Begins, unless this process has begun before. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(Standby::load, "standby");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void load() {
        try {
            NativeEngine.require(Device.cpu());
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The engine cannot be loaded here; a trainer that comes to this process will fail", e);
        }
    }
}
