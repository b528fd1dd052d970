package io.freshet.ingest.file;

/**
 * One row of a file, as it stands there.
 *
 * @param bytes the row without its line end; of one that is too long, only its beginning
 * @param length how many bytes the row has in the file
 * @param number 1 for the first row read
 * @param endOffset where the next row starts, in bytes from the beginning of the (unpacked) file
 * @param prefixCrc CRC-32C of the file up to there, which tells this file from any other with the same name
 */
public record Row(byte[] bytes, long length, long number, long endOffset, int prefixCrc) {

    /** Whether the row was longer than allowed, so that only its beginning is here. */
    public boolean isCut() {
        return length > bytes.length;
    }
}
