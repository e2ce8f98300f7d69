package org.sparksg.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.sparksg.tensor.Tensor;

/**
 * Writes a {@link TensorFile}.
 *
 * @param index what is to be in it
 * @param tensors by name
 */
record TensorWriter(TensorIndex index, Map<String, Tensor> tensors) {

    TensorFile.Written write(Configuration configuration, Path file) {
        byte[] encoded = index.encode();
        byte[] prefix = ByteBuffer.allocate(TensorIndex.PREFIX_BYTES)
                .putInt(TensorIndex.MAGIC)
                .putInt(TensorIndex.VERSION)
                .putInt(encoded.length)
                .array();
        int crc = TensorFile.crcOf(prefix, encoded);
        long size = index.dataEnd(encoded.length) + TensorFile.FOOTER_BYTES;
        new HiddenFile(TensorFile.fileSystem(configuration, file), file)
                .write(
                        out -> {
                            out.write(prefix);
                            out.write(encoded);
                            out.writeInt(crc);
                            writeBulk(out);
                            pad(out, size - TensorFile.FOOTER_BYTES);
                            out.writeLong(size);
                            out.writeInt(crc);
                            out.writeInt(TensorFile.FOOTER_MAGIC);
                        },
                        () -> isWritten(configuration, file, crc),
                        () -> {});
        return new TensorFile.Written(size, crc);
    }

    /** The checksum of the index stands for all that is in a file. */
    private static boolean isWritten(Configuration configuration, Path file, int crc) {
        try (TensorFile found = TensorFile.open(configuration, file)) {
            found.verify();
            return found.crc() == crc;
        } catch (CheckpointException e) {
            return false;
        }
    }

    private void writeBulk(FSDataOutputStream out) throws IOException {
        byte[] chunk = new byte[TensorFile.CHUNK_BYTES];
        for (TensorEntry entry : index.entries()) {
            pad(out, entry.offset());
            CRC32C crc = new CRC32C();
            ByteBuffer bytes = tensors.get(entry.name()).bytes().duplicate().clear();
            while (bytes.hasRemaining()) {
                int length = Math.min(chunk.length, bytes.remaining());
                bytes.get(chunk, 0, length);
                crc.update(chunk, 0, length);
                out.write(chunk, 0, length);
            }
            if ((int) crc.getValue() != entry.crc()) {
                throw new CheckpointException("tensor " + entry.name()
                        + " changed while it was written: its stage must wait until the file is complete");
            }
        }
    }

    private static void pad(FSDataOutputStream out, long offset) throws IOException {
        while (out.getPos() < offset) {
            out.write(0);
        }
    }
}
