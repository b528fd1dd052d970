package io.freshet.learner.operator;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Writes versions of the model to a folder of any file system that Flink knows. A snapshot appears under its name only
 * when it is whole.
 *
 * @param keep how many of the newest stay
 */
record ModelSnapshots(String folder, String name, int keep) implements Serializable {

    private static final String SUFFIX = ".snapshot";

    /** Where a snapshot is, and how to check it. */
    record Written(String location, String sha256) {}

    Written write(long version, long step, StateChunks.Content content) throws IOException {
        Path target = new Path(folder, "%s-v%08d-%d%s".formatted(name, version, step, SUFFIX));
        Path temporary = new Path(folder, "." + target.getName() + ".part");
        FileSystem files = target.getFileSystem();
        files.mkdirs(target.getParent());
        MessageDigest digest = sha256();
        try {
            write(files, temporary, digest, content);
        } catch (IOException e) {
            files.delete(temporary, false); // half a snapshot would keep a full disk full
            throw e;
        }
        files.delete(target, false); // a replay after a failure writes the same version again
        if (!files.rename(temporary, target)) {
            throw new IOException("the snapshot " + target + " cannot be put in its place");
        }
        prune(files, target.getParent());
        return new Written(
                target.makeQualified(files).toString(), HexFormat.of().formatHex(digest.digest()));
    }

    private static void write(FileSystem files, Path file, MessageDigest digest, StateChunks.Content content)
            throws IOException {
        try (FSDataOutputStream stream = files.create(file, FileSystem.WriteMode.OVERWRITE);
                DataOutputStream out =
                        Sealed.writing(new BufferedOutputStream(synced(stream, digest), StateChunks.CHUNK_BYTES))) {
            content.writeTo(out);
        }
    }

    /** On the disk, not only on its way there, once it is closed. */
    private static OutputStream synced(FSDataOutputStream file, MessageDigest digest) {
        return new DigestOutputStream(file, digest) {
            @Override
            public void close() throws IOException {
                file.sync();
                super.close();
            }
        };
    }

    private void prune(FileSystem files, Path directory) throws IOException {
        FileStatus[] all = files.listStatus(directory);
        if (all == null) {
            return;
        }
        // by time: versions begin anew where the learner does
        FileStatus[] oldest = Arrays.stream(all)
                .filter(file -> isSnapshot(file.getPath().getName()))
                .sorted(Comparator.comparingLong(FileStatus::getModificationTime)
                        .thenComparing(file -> file.getPath().getName())
                        .reversed())
                .skip(keep)
                .toArray(FileStatus[]::new);
        for (FileStatus file : oldest) {
            files.delete(file.getPath(), false);
        }
    }

    private boolean isSnapshot(String file) {
        return file.startsWith(name + "-v") && file.endsWith(SUFFIX);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
