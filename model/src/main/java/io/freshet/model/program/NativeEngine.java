package io.freshet.model.program;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/** Loads libtorch into the process, once, with the settings that its first use fixes. */
public final class NativeEngine {
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

    /** Whether a GPU can be used. */
    public static boolean hasGpu() {
        start();
        return Engine.getEngine("PyTorch").getGpuCount() > 0;
    }

    /** The version of libtorch. */
    public static String version() {
        start();
        return Engine.getEngine("PyTorch").getVersion();
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
        started = true;
    }
}
