package io.freshet.cli.embedded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lock that the operating system lets go of when its holder dies, however it dies. So what a lock says about who is
 * alive is never stale, unlike a process id in a file.
 */
public final class LockFile implements AutoCloseable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock alone, unless somebody holds it. */
    public static Optional<LockFile> tryExclusive(Path file) {
        return tryLock(file, false);
    }

    /** Takes the lock together with any others who share it, unless somebody holds it alone. */
    static Optional<LockFile> tryShared(Path file) {
        return tryLock(file, true);
    }

    /** Takes the lock alone, after whoever holds it now. */
    static LockFile exclusive(Path file) {
        try {
            FileChannel channel = open(file);
            channel.lock();
            return new LockFile(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        }
    }

    /** Whether somebody holds the lock now. */
    public static boolean isHeld(Path file) {
        Optional<LockFile> lock = tryExclusive(file);
        lock.ifPresent(LockFile::close);
        return lock.isEmpty();
    }

    @Override
    public void close() {
        try {
            // closing the channel releases its lock
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock", e);
        }
    }

    private static Optional<LockFile> tryLock(Path file, boolean shared) {
        try {
            FileChannel channel = open(file);
            FileLock lock = tryLock(channel, shared);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new LockFile(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static FileChannel open(Path file) throws IOException {
        Files.createDirectories(requireNonNull(file.toAbsolutePath().getParent(), "file is a root"));
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
