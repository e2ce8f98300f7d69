package org.sparksg.checkpoint;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.storage.Storage;
import org.sparksg.tensor.Tensor;

/**
 * A file of named tensors. Small metadata stand apart from the bulk, every part has a checksum, and redundant facts are
 * checked against each other, so that damage is reported as damage and never read as numbers.
 *
 * <pre>
 * prefix   "SSGT", int32 format version, int32 length of the index
 * index    int32 n, n × (text key, text value); int32 m, m × (text name, int8 type, int8 rank, rank × int32 length of axis,
 *          int64 offset in the file, int64 length, int32 CRC32C); text: int32 length, UTF-8
 * int32    CRC32C of prefix and index
 * bulk     the tensors by name, row-major, little-endian, each on a multiple of 64 bytes, zeros between
 * footer   int64 length of the file, int32 CRC32C of the index again, "TGSS"
 * </pre>
 *
 * Integers are big-endian; type 1 is F32, 2 is F64. The checksum of the index covers those of all tensors, and so
 * identifies the whole file: see {@link Written#crc}.
 *
 * <p>An open file belongs to one thread. Errors are {@link CheckpointException}s that name the file.
 */
public final class TensorFile implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TensorFile.class);
    static final int FOOTER_MAGIC = 0x54475353; // "TGSS"
    static final int FOOTER_BYTES = Long.BYTES + 2 * Integer.BYTES;
    static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final FSDataInputStream in;
    private final long size;
    private final int crc;
    private final Map<String, String> metadata;
    private final SortedMap<String, TensorEntry> entries = new TreeMap<>();
    private byte[] chunk; // made by the first read: who only looks at names needs none

    /**
     * What was written.
     *
     * @param size the length of the file in bytes
     * @param crc the checksum of its index, which stands for the whole file
     */
    public record Written(long size, int crc) {}

    private TensorFile(Path file, FSDataInputStream in, long size) throws IOException {
        this.file = file;
        this.in = in;
        this.size = size;
        ByteBuffer prefix = bytes(0, TensorIndex.PREFIX_BYTES, "prefix");
        int indexLength = indexLength(prefix);
        ByteBuffer index = bytes(TensorIndex.PREFIX_BYTES, indexLength, "index");
        long crcOffset = (long) TensorIndex.PREFIX_BYTES + indexLength;
        this.crc =
                bytes(crcOffset, TensorIndex.CRC_BYTES, "checksum of the index").getInt();
        expect(crcOffset, "checksum of the index", crcOf(prefix.array(), index.array()), crc);
        TensorIndex decoded = new IndexDecoder(file, index.array()).decode();
        this.metadata = decoded.metadata();
        decoded.entries().forEach(entry -> entries.put(entry.name(), entry));
        checkEnd(decoded.dataEnd(indexLength));
    }

    /**
     * Writes a file, under a hidden name until it is whole. The tensors must not change meanwhile.
     *
     * @param metadata small facts to keep with the tensors
     * @param tensors by global name; views are written as the part that they show
     * @return what the manifest must know
     * @throws CheckpointException if another file of this name exists, or it cannot be written, or a tensor changed
     */
    public static Written write(
            Configuration configuration, Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        requireLittleEndian();
        TensorIndex index = TensorIndex.of(metadata, tensors);
        return new TensorWriter(index, tensors).write(configuration, file);
    }

    /**
     * Opens a file and checks everything but the bulk.
     *
     * @throws CheckpointException if it does not exist, is damaged, or has a format that this library does not read
     */
    public static TensorFile open(Configuration configuration, Path file) {
        requireLittleEndian();
        FileSystem files = fileSystem(configuration, file);
        try {
            long size = files.getFileStatus(file).getLen();
            FSDataInputStream in = files.open(file);
            try {
                return new TensorFile(file, in, size);
            } catch (IOException | RuntimeException | FSError e) {
                in.close();
                throw e;
            }
        } catch (IOException | FSError e) {
            throw unreadable(file, e);
        }
    }

    private int indexLength(ByteBuffer prefix) {
        int magic = prefix.getInt();
        if (magic != TensorIndex.MAGIC) {
            throw CheckpointException.damaged(file, 0, "magic", "SSGT", "0x" + Integer.toHexString(magic));
        }
        int version = prefix.getInt();
        if (version != TensorIndex.VERSION) {
            throw new CheckpointException(Manifest.unsupported(file, version, TensorIndex.VERSION));
        }
        int length = prefix.getInt();
        long most =
                Math.min(TensorIndex.MAX_BYTES, size - TensorIndex.PREFIX_BYTES - TensorIndex.CRC_BYTES - FOOTER_BYTES);
        if (length < 0 || length > most) {
            throw CheckpointException.damaged(file, 2 * Integer.BYTES, "length of the index", "0.." + most, length);
        }
        return length;
    }

    private void checkEnd(long dataEnd) throws IOException {
        expect(size, "length of the file", dataEnd + FOOTER_BYTES, size);
        ByteBuffer footer = bytes(dataEnd, FOOTER_BYTES, "footer");
        expect(dataEnd, "length of the file in the footer", size, footer.getLong());
        expect(dataEnd + Long.BYTES, "checksum of the index in the footer", crc, footer.getInt());
        expect(size - Integer.BYTES, "last four bytes", FOOTER_MAGIC, footer.getInt());
    }

    private void expect(long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CheckpointException.damaged(file, offset, what, expected, found);
        }
    }

    private ByteBuffer bytes(long offset, int length, String what) throws IOException {
        if (offset + length > size) {
            throw CheckpointException.damaged(
                    file, offset, what, length + " bytes", Math.max(0, size - offset) + " up to the end");
        }
        byte[] bytes = new byte[length];
        in.seek(offset);
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    Path path() {
        return file;
    }

    /** Returns the metadata. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the names of all tensors, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Returns the checksum of the index, which stands for the whole file. */
    public int crc() {
        return crc;
    }

    /**
     * Reads a tensor.
     *
     * @param to of the same type and shape; if reading fails, its contents are undefined
     * @throws CheckpointException if the file has no such tensor, or one of another shape, or its bytes are damaged
     */
    public void read(String name, Tensor to) {
        TensorEntry entry = Optional.ofNullable(entries.get(name))
                .orElseThrow(() -> new CheckpointException(file + ": has no tensor " + name + "; it has " + names()));
        if (entry.type() != to.type() || !entry.shape().equals(to.shape())) {
            throw new CheckpointException(file + ": tensor " + name + " is " + entry.type() + " " + entry.shape()
                    + ", wanted is " + to.type() + " " + to.shape()
                    + ": the network must be the one that wrote the checkpoint");
        }
        try {
            read(entry, Optional.of(to.bytes().duplicate().clear()));
        } catch (IOException | FSError e) {
            throw unreadable(file, e);
        } finally {
            to.touch();
        }
    }

    /**
     * Reads all tensors, to see whether they are as they were written.
     *
     * @throws CheckpointException if one is not
     */
    void verify() {
        try {
            for (TensorEntry entry : entries.values()) {
                read(entry, Optional.empty());
            }
        } catch (IOException | FSError e) {
            throw unreadable(file, e);
        }
    }

    private void read(TensorEntry entry, Optional<ByteBuffer> to) throws IOException {
        chunk = chunk == null ? new byte[CHUNK_BYTES] : chunk;
        CRC32C found = new CRC32C();
        in.seek(entry.offset());
        for (long left = entry.length(); left > 0; ) {
            int length = (int) Math.min(chunk.length, left);
            in.readFully(chunk, 0, length);
            found.update(chunk, 0, length);
            to.ifPresent(bytes -> bytes.put(chunk, 0, length));
            left -= length;
        }
        expect(entry.offset(), "checksum of tensor " + entry.name(), entry.crc(), (int) found.getValue());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.warn("{}: cannot be closed; it was only read, so nothing is lost", file, e);
        }
    }

    /** A bad sector of a local disk is an Error in Hadoop's eyes. */
    private static CheckpointException unreadable(Path file, Throwable failure) {
        IOException e = failure instanceof IOException io ? io : Storage.explained(file, failure);
        String what = e instanceof EOFException ? "ends too early" : e.getMessage();
        return new CheckpointException(file + ": cannot be read: " + what, e);
    }

    static FileSystem fileSystem(Configuration configuration, Path file) {
        try {
            return Storage.plain(file.getFileSystem(configuration));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static int crcOf(byte[] prefix, byte[] index) {
        CRC32C crc = new CRC32C();
        crc.update(prefix);
        crc.update(index);
        return (int) crc.getValue();
    }

    private static void requireLittleEndian() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("tensor files are little-endian, this machine is "
                    + ByteOrder.nativeOrder() + ": convert checkpoints on another machine");
        }
    }
}
