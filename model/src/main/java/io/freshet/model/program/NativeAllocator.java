package io.freshet.model.program;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the C library from handing a step's large temporaries back to the kernel after every step.
 *
 * <p>Page faults on those temporaries were most of a step's time; glibc only.
 */
final class NativeAllocator {
    private static final Logger log = LoggerFactory.getLogger(NativeAllocator.class);

    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int M_ARENA_MAX = -8;
    private static final int TOP_PAD_BYTES = 256 << 20;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final long PAGE = 4096;
    private static final long LARGE_PAGE = 2 << 20;

    private NativeAllocator() {}

    /** Must run before libtorch allocates. {@code -Dfreshet.allocator=system} leaves the C library as it is. */
    static void configure() {
        if (System.getProperty("freshet.allocator", "keep").equals("system") || !isGlibc()) {
            return;
        }
        set(M_MMAP_MAX, 0); // large blocks from the heap, which keeps its pages
        set(M_TRIM_THRESHOLD, Integer.MAX_VALUE);
        set(M_TOP_PAD, TOP_PAD_BYTES);
        set(M_ARENA_MAX, 1); // else each thread would keep pages of its own
    }

    /**
     * Asks for large pages under memory that is read here and there: a miss of the processor's page table costs as much
     * as one of its caches.
     */
    static void useLargePages(ByteBuffer start, long bytes) {
        if (bytes >= 2 * LARGE_PAGE) {
            advise(start, bytes, MADV_HUGEPAGE);
        }
    }

    /** Hands the pages under memory that stays allocated back to the kernel; what it holds is lost. */
    static void release(ByteBuffer start, long bytes) {
        if (bytes >= 2 * LARGE_PAGE) {
            advise(start, bytes, MADV_DONTNEED);
        }
    }

    // where the kernel does not do it, nothing is lost
    private static void advise(ByteBuffer start, long bytes, int advice) {
        if (isGlibc()) {
            long address = Pointer.nativeValue(Native.getDirectBufferPointer(start));
            // whole pages alone: others' memory may share the first and the last
            long first = (address + PAGE - 1) / PAGE * PAGE;
            long length = (address + bytes) / PAGE * PAGE - first;
            NativeLibrary.getProcess().getFunction("madvise").invokeInt(new Object[] {new Pointer(first), length, advice
            });
        }
    }

    /** Hands pages that hold nothing back to the kernel, those between blocks in use too. */
    static void trim() {
        if (isGlibc()) {
            NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0L});
        }
    }

    private static boolean isGlibc() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && NativeLibrary.getProcess().getFunction("gnu_get_libc_version") != null;
        } catch (UnsatisfiedLinkError e) {
            log.debug("not glibc, so its allocator is left alone: {}", e.getMessage());
            return false;
        }
    }

    private static void set(int parameter, int value) {
        int done = NativeLibrary.getProcess().getFunction("mallopt").invokeInt(new Object[] {parameter, value});
        if (done != 1) {
            log.warn("mallopt({}, {}) was refused", parameter, value);
        }
    }
}
