package org.sparksg.data;

import java.io.IOException;
import java.util.Arrays;
import org.sparksg.tensor.Shape;

/**
 * The start of an IDX file: two zero bytes, the type of the elements, the number of axes, then the length of each axis as
 * a big-endian number of four bytes. The first axis counts the examples.
 *
 * @param count number of examples
 * @param example the file's other axes; {@code [1]} if there are none
 */
record IdxHeader(int count, Shape example) {
    private static final int UNSIGNED_BYTE = 8;
    private static final int MAX_RANK = 8;
    private static final int MAX_GZIP_RATIO = 1032; // a deflated block holds 258 bytes in 2 bits at best

    /**
     * Reads and checks a header.
     *
     * @param what what the file should hold, for messages
     * @param leastRank the least number of axes, the examples' included
     * @param mostRank the largest
     */
    static IdxHeader read(ByteReader in, InputFile file, String what, int leastRank, int mostRank) throws IOException {
        int magic = in.readInt("the magic number of an IDX file");
        int rank = magic & 0xFF;
        if (magic >>> 16 != 0 || rank == 0 || rank > MAX_RANK) {
            throw file.error(String.format(
                    "offset 0: magic number 0x%08x, expected 0x0000080%d: not an IDX file", magic, leastRank));
        }
        int type = magic >>> 8;
        if (type != UNSIGNED_BYTE) {
            throw file.error(
                    String.format("offset 2: element type 0x%02x, expected 0x08 (unsigned bytes) for %s", type, what));
        }
        if (rank < leastRank || rank > mostRank) {
            throw file.error("offset 3: " + rank + " axes, expected " + leastRank
                    + (mostRank == leastRank ? "" : ".." + mostRank) + " for " + what
                    + ": images and labels may have been exchanged");
        }
        int[] dims = new int[Math.max(2, rank)];
        dims[1] = 1;
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = in.readInt("the length of axis " + axis);
            if (dims[axis] < 1) {
                throw file.error("offset " + (in.offset() - Integer.BYTES) + ": axis " + axis + " has length "
                        + Integer.toUnsignedString(dims[axis]) + ", expected 1.." + Integer.MAX_VALUE);
            }
        }
        IdxHeader header = new IdxHeader(dims[0], example(dims, file));
        header.requireLength(in.offset(), file);
        return header;
    }

    private static Shape example(int[] dims, InputFile file) {
        try {
            return Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
        } catch (IllegalArgumentException e) {
            throw file.error("one example is too large: " + e.getMessage());
        }
    }

    /** Checks a plain file's length exactly; a packed one's only against what gzip can do at best. */
    private void requireLength(long offset, InputFile file) throws IOException {
        long expected = offset + (long) count * example.size();
        boolean gzip = file.isGzip();
        if (!gzip && file.isPacked()) {
            return; // other packers know no such bound
        }
        if (gzip ? expected / MAX_GZIP_RATIO > file.length() : expected != file.length()) {
            throw file.error("has " + file.length() + " bytes" + (gzip ? " packed" : "") + ", expected " + expected
                    + (gzip ? " unpacked" : "") + " for " + count + " examples of " + example.size()
                    + " bytes: the file was cut off, or its header is damaged");
        }
    }
}
