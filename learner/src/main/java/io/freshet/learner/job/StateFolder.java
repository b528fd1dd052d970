package io.freshet.learner.job;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** A folder of checkpoints or snapshots, on any file system that this process' Flink knows. */
public final class StateFolder {

    private StateFolder() {}

    /**
     * Writes a small file there and removes it.
     *
     * @throws IOException where that cannot be done
     */
    public static void tryOut(String folder) throws IOException {
        Path file = new Path(folder, ".doctor-" + UUID.randomUUID());
        FileSystem files = file.getFileSystem();
        files.mkdirs(file.getParent());
        try (OutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
            out.write(1);
        }
        if (!files.delete(file, false)) {
            throw new IOException(file + " cannot be removed");
        }
    }
}
