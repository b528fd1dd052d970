package io.freshet.learner.operator;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;

/**
 * State in LZ4 frames, each block with its checksum: what a disk or a wire has changed is told before a byte of it is
 * taken for a length. {@code lz4 -d} opens it.
 */
public final class Sealed {

    private Sealed() {}

    /** Ends with {@link DataOutputStream#close}; without it, it cannot be read. */
    public static DataOutputStream writing(OutputStream to) throws IOException {
        return new DataOutputStream(new LZ4FrameOutputStream(
                to,
                BLOCKSIZE.SIZE_256KB,
                FLG.Bits.BLOCK_INDEPENDENCE,
                FLG.Bits.BLOCK_CHECKSUM,
                FLG.Bits.CONTENT_CHECKSUM));
    }

    /** Its methods throw an {@link IOException} at the first block that is not as it was written. */
    public static DataInputStream reading(InputStream from) throws IOException {
        return new DataInputStream(new LZ4FrameInputStream(from, true));
    }
}
