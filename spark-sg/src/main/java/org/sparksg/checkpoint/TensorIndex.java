package org.sparksg.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The first part of a {@link TensorFile}: what is in it and where.
 *
 * @param metadata small facts, from key to value
 * @param entries the tensors, in the order of their bytes
 */
record TensorIndex(Map<String, String> metadata, List<TensorEntry> entries) {
    static final int MAGIC = 0x53534754; // "SSGT"
    static final int VERSION = 1;

    /** Magic, version and length of the index stand before it, its CRC32C behind it. */
    static final int PREFIX_BYTES = 3 * Integer.BYTES;

    static final int CRC_BYTES = Integer.BYTES;

    /** No reader allocates more than this on the word of a damaged file. Room for about half a million tensors. */
    static final int MAX_BYTES = 64 << 20;

    static final int ALIGNMENT = 64;

    TensorIndex {
        metadata = Map.copyOf(metadata);
        entries = List.copyOf(entries);
    }

    /** Returns the index of tensors that follow it one after the other; their checksums are computed here. */
    static TensorIndex of(Map<String, String> metadata, Map<String, Tensor> tensors) {
        List<TensorEntry> entries = new ArrayList<>();
        new TreeMap<>(tensors)
                .forEach((name, tensor) -> entries.add(
                        new TensorEntry(name, tensor.type(), tensor.shape(), 0, Checksum.of(tensor.bytes()))));
        int length = new TensorIndex(metadata, entries).encode().length; // offsets have a fixed width
        return new TensorIndex(metadata, placed(entries, dataStart(length)));
    }

    private static List<TensorEntry> placed(List<TensorEntry> entries, long start) {
        List<TensorEntry> placed = new ArrayList<>();
        long offset = start;
        for (TensorEntry entry : entries) {
            TensorEntry here = new TensorEntry(entry.name(), entry.type(), entry.shape(), offset, entry.crc());
            placed.add(here);
            offset = aligned(here.end());
        }
        return placed;
    }

    /** Returns where the bytes of the first tensor begin, after an encoded index of that length. */
    static long dataStart(int indexLength) {
        return aligned((long) PREFIX_BYTES + indexLength + CRC_BYTES);
    }

    static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Returns where the bytes of the last tensor end; {@code indexLength} matters if there is none. */
    long dataEnd(int indexLength) {
        return entries.isEmpty()
                ? dataStart(indexLength)
                : aligned(entries.get(entries.size() - 1).end());
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(metadata.size());
            for (Map.Entry<String, String> fact : new TreeMap<>(metadata).entrySet()) {
                writeText(out, fact.getKey());
                writeText(out, fact.getValue());
            }
            out.writeInt(entries.size());
            for (TensorEntry entry : entries) {
                write(out, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        if (bytes.size() > MAX_BYTES) {
            throw new CheckpointException("index of " + entries.size() + " tensors takes " + bytes.size()
                    + " bytes: must be <= " + MAX_BYTES + ", use fewer tensors or less metadata");
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, TensorEntry entry) throws IOException {
        writeText(out, entry.name());
        out.writeByte(entry.code());
        Shape shape = entry.shape();
        out.writeByte(shape.rank());
        for (int axis = 0; axis < shape.rank(); axis++) {
            out.writeInt(shape.dim(axis));
        }
        out.writeLong(entry.offset());
        out.writeLong(entry.length());
        out.writeInt(entry.crc());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
