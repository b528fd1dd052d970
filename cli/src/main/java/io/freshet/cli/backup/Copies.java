package io.freshet.cli.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads files, with a copy or without one, and says what was in them. */
final class Copies {
    private static final int BUFFER = 1 << 16;

    private Copies() {}

    /** Copies a file to where none is; its entry says what was read. */
    static Manifest.Entry copy(Path from, String path, Path to) throws IOException {
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return read(from, path, out);
        }
    }

    /** Reads a file to its end. */
    static Manifest.Entry read(Path from, String path) throws IOException {
        return read(from, path, null);
    }

    private static Manifest.Entry read(Path from, String path, @Nullable OutputStream to) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        // a link could lead out of the folder
        try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
                if (to != null) {
                    to.write(buffer, 0, read);
                }
            }
        }
        return new Manifest.Entry(path, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
