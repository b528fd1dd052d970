package io.freshet.model.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes TorchScript source as the archive that {@code torch::jit::load} reads: a stored zip of a few pickles. */
final class TorchArchive {
    /** The operator set that the source is written in; older ones have libtorch rewrite operators. */
    private static final String VERSION = "10\n";

    /** The pickle of an empty tuple: a program has no constants. */
    private static final byte[] NO_CONSTANTS = bytes("\u0080\u0002).");

    /** The pickle of an object of {@code __torch__.Program} whose only attribute is {@code training = False}. */
    private static final byte[] MODULE =
            bytes("\u0080\u0002c__torch__\nProgram\n)\u0081}(X\b\u0000\u0000\u0000training\u0089ub.");

    private TorchArchive() {}

    static byte[] write(TorchScript script) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            put(zip, "data.pkl", MODULE);
            put(zip, "code/__torch__.py", script.source().getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", NO_CONSTANTS);
            put(zip, "version", bytes(VERSION));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return archive.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("archive/" + name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED); // libtorch reads entries in place
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
