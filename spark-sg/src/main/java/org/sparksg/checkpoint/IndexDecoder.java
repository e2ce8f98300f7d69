package org.sparksg.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;

/** Reads the index of a {@link TensorFile} from its bytes, and doubts each of them. */
final class IndexDecoder {
    private static final int MAX_RANK = 8;

    private final Path file;
    private final ByteBuffer bytes;

    /** {@code bytes}: the index alone, which begins at {@link TensorIndex#PREFIX_BYTES} of the file. */
    IndexDecoder(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(bytes);
    }

    TensorIndex decode() {
        Map<String, String> metadata = new TreeMap<>();
        for (int rest = count("number of facts", 2 * Integer.BYTES); rest > 0; rest--) {
            metadata.put(text(), text());
        }
        List<TensorEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long offset = TensorIndex.dataStart(bytes.capacity());
        for (int rest = count("number of tensors", Integer.BYTES); rest > 0; rest--) {
            TensorEntry entry = entry(offset);
            if (!names.add(entry.name())) {
                throw damaged("name of a tensor", "another one than before", entry.name());
            }
            entries.add(entry);
            offset = TensorIndex.aligned(entry.end());
        }
        if (bytes.hasRemaining()) {
            throw damaged("index", "its end", bytes.remaining() + " more bytes");
        }
        return new TensorIndex(metadata, entries);
    }

    private TensorEntry entry(long expectedOffset) {
        String name = text();
        Element type = type(name);
        Shape shape = shape(name);
        need("place of tensor " + name, 2 * Long.BYTES + Integer.BYTES);
        long offset = bytes.getLong();
        long length = bytes.getLong();
        TensorEntry entry = new TensorEntry(name, type, shape, offset, bytes.getInt());
        if (offset != expectedOffset) {
            throw damaged("offset of tensor " + name, expectedOffset, offset);
        }
        if (length != entry.length()) {
            throw damaged("length of tensor " + name + " of shape " + shape, entry.length(), length);
        }
        return entry;
    }

    private Element type(String name) {
        need("type of tensor " + name, 1);
        byte code = bytes.get();
        return switch (code) {
            case 1 -> Element.F32;
            case 2 -> Element.F64;
            default -> throw damaged("type of tensor " + name, "1 (F32) or 2 (F64)", code);
        };
    }

    private Shape shape(String name) {
        need("rank of tensor " + name, 1);
        byte rank = bytes.get();
        if (rank < 1 || rank > MAX_RANK) {
            throw damaged("rank of tensor " + name, "1.." + MAX_RANK, rank);
        }
        need("shape of tensor " + name, rank * Integer.BYTES);
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = bytes.getInt();
        }
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw damaged("shape of tensor " + name, "a shape", e.getMessage());
        }
    }

    private String text() {
        need("length of a text", Integer.BYTES);
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw damaged("length of a text", "0.." + bytes.remaining(), length);
        }
        String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }

    private int count(String what, int bytesEach) {
        need(what, Integer.BYTES);
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / bytesEach) {
            throw damaged(what, "0.." + bytes.remaining() / bytesEach, count);
        }
        return count;
    }

    private void need(String what, int length) {
        if (bytes.remaining() < length) {
            throw damaged(what, length + " more bytes of the index", bytes.remaining());
        }
    }

    private CheckpointException damaged(String what, Object expected, Object found) {
        return CheckpointException.damaged(
                file, (long) TensorIndex.PREFIX_BYTES + bytes.position(), what, expected, found);
    }
}
