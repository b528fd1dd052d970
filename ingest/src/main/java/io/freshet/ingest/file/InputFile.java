package io.freshet.ingest.file;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** A file, plain or gzip, or what is piped in. */
final class InputFile implements Closeable {
    static final String STANDARD_INPUT = "-";

    private static final int BUFFER = 1 << 17;

    private final String name;
    private final long size;
    private final AtomicLong read;
    private final InputStream unpacked;

    private InputFile(String name, long size, AtomicLong read, InputStream unpacked) {
        this.name = name;
        this.size = size;
        this.read = read;
        this.unpacked = unpacked;
    }

    /** @throws ConfigException where there is no such file, or it is no text */
    static InputFile open(String path) {
        AtomicLong read = new AtomicLong();
        try {
            if (path.equals(STANDARD_INPUT)) {
                // Each time something else may be piped in, so each time has a name of its own.
                String name = "stdin-" + UUID.randomUUID().toString().substring(0, 8);
                return new InputFile(name, -1, read, unpacked(path, System.in, read));
            }
            Path file = Path.of(path);
            if (!Files.isRegularFile(file) && !Files.exists(file)) {
                throw fault("exist", "no such file: " + path, "");
            }
            if (Files.isDirectory(file)) {
                throw fault("be a file", "a folder: " + path, "");
            }
            long size = Files.isRegularFile(file) ? Files.size(file) : -1;
            String name = String.valueOf(file.getFileName());
            return new InputFile(name, size, read, unpacked(path, Files.newInputStream(file), read));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    /** Without its folder: a file that is moved is still the same. */
    String name() {
        return name;
    }

    /** Bytes on the disk; -1 where unknown. */
    long size() {
        return size;
    }

    /** Bytes read of those on the disk. */
    long read() {
        return read.get();
    }

    InputStream stream() {
        return unpacked;
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    private static InputStream unpacked(String path, InputStream raw, AtomicLong read) throws IOException {
        BufferedInputStream in = new BufferedInputStream(new Counted(raw, read), BUFFER);
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            return new GZIPInputStream(in, BUFFER);
        }
        if (starts(magic, 'P', 'K', 3, 4) || starts(magic, 0x28, 0xb5, 0x2f, 0xfd) || starts(magic, 'B', 'Z', 'h')) {
            throw fault("be plain or gzip", "another kind of archive: " + path, "unpack it, or pack it with gzip");
        }
        if (starts(magic, 0xff, 0xfe) || starts(magic, 0xfe, 0xff)) {
            throw fault("be UTF-8", "UTF-16: " + path, "convert it, for example with iconv -f UTF-16 -t UTF-8");
        }
        return in;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    static ConfigException fault(String must, String got, String hint) {
        return new ConfigException(List.of(new Fault("source", 0, "source.file.path", must, got, hint)));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%d bytes)", name, size);
    }

    private static final class Counted extends FilterInputStream {
        private final AtomicLong count;

        Counted(InputStream in, AtomicLong count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                count.incrementAndGet();
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                count.addAndGet(n);
            }
            return n;
        }
    }
}
