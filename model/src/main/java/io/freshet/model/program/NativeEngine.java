package io.freshet.model.program;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads libtorch into the process, once, with the settings that its first use fixes. */
public final class NativeEngine {
    private static final Logger log = LoggerFactory.getLogger(NativeEngine.class);
    private static final int EXIT_SECONDS = 10;
    private static final ReentrantReadWriteLock RUNNING = new ReentrantReadWriteLock();

    private static int threads = Integer.getInteger("freshet.threads", 1);
    private static boolean started;

    private NativeEngine() {}

    /** Sets how many threads one operation may use; results differ in the last bits between counts. */
    public static synchronized void useThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: must be at least 1, got " + count);
        }
        threads = count;
        if (started) {
            JniUtils.setNumThreads(count);
        }
    }

    /** Fails with what to do about it where a device cannot be used. */
    public static void require(Device device) {
        start();
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        if (!device.isCpu() && device.index() >= gpus) {
            throw new IllegalStateException("device " + device + ": libtorch " + version() + " sees " + gpus
                    + " GPUs; docs/guides/gpu.md says how to give it one");
        }
    }

    /** Hands freed memory back to the kernel. For after large tensors have moved: a step's own memory is better kept. */
    public static void trim() {
        NativeAllocator.trim();
    }

    /** The version of libtorch. */
    public static String version() {
        start();
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Makes a native call that the end of the process waits for. */
    static <T> T call(Supplier<T> nativeCall) {
        RUNNING.readLock().lock();
        try {
            return nativeCall.get();
        } finally {
            RUNNING.readLock().unlock();
        }
    }

    static PtNDManager newManager(Device device) {
        start();
        return (PtNDManager) NDManager.newBaseManager(device.djl(), "PyTorch");
    }

    private static synchronized void start() {
        if (started) {
            return;
        }
        NativeAllocator.configure();
        System.setProperty("OPT_OUT_TRACKING", "true"); // DJL reports its use to its authors otherwise
        System.setProperty("ai.djl.default_engine", "PyTorch");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Engine.getEngine("PyTorch");
        Runtime.getRuntime().addShutdownHook(new Thread(NativeEngine::awaitRunning, "freshet-native-exit"));
        started = true;
    }

    /** A step caught in the middle by the end of the process can crash it: wait, and let no other begin. */
    private static void awaitRunning() {
        try {
            if (!RUNNING.writeLock().tryLock(EXIT_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a step still ran {} s after the process was told to end", EXIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
