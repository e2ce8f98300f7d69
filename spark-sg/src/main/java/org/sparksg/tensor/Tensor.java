package org.sparksg.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A dense row-major array on native memory that lives until the process ends or nobody refers to it. Views share the
 * memory of the tensor that they were taken from.
 *
 * <p>Whoever writes through {@link #bytes} must call {@link #touch} afterwards: kernels may keep
 * derived copies (such as a 16-bit one) and know by the version that they are stale.
 */
public final class Tensor {
    private final Storage storage;
    private final int offset;
    private final Shape shape;
    private final ByteBuffer bytes;
    private final int columns;
    private final boolean wide; // F64, not F32
    private Address address; // made at first use
    private Address bf16Address; // made at first use
    private long rounded = Bf16Copy.NEVER; // the version of the memory that the copy of this tensor is of
    private Tensor shortened; // the last view that rows() made: a short last batch comes once an epoch

    /**
     * The memory behind a tensor and all its views. It starts on a cache line: otherwise each load of a whole vector would
     * touch two lines, which costs a product up to a third of its speed.
     */
    private static final class Storage {
        private static final int CACHE_LINE = 64;

        private final BytePointer memory; // freed when nobody refers to it any more
        private final Element type;
        private final int size;
        private final int start; // of our elements in the memory, which has some to spare, in bytes
        private final ByteBuffer bytes;
        private Bf16Copy bf16; // made at first use
        private long version;

        Storage(Element type, int size) {
            int width = type.width();
            int most = (Integer.MAX_VALUE - CACHE_LINE) / width;
            if (size > most) {
                throw new IllegalArgumentException(
                        "a tensor of " + size + " elements of " + type + ": must be <= " + most
                                + "; cut the network into more stages, or, for what a batch keeps, make batches smaller");
            }
            this.type = type;
            this.size = size;
            this.memory = new BytePointer((long) size * width + CACHE_LINE);
            Pointer.memset(memory, 0, memory.capacity()); // what does not fit shows at once
            this.start = Math.floorMod(-memory.address(), CACHE_LINE);
            this.bytes = memory.asByteBuffer()
                    .slice(start, Math.multiplyExact(size, width))
                    .order(ByteOrder.nativeOrder());
        }
    }

    private Tensor(Storage storage, int offset, Shape shape) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.columns = shape.size() / shape.dim(0);
        this.wide = storage.type == Element.F64;
        int width = storage.type.width();
        this.bytes = storage.bytes
                .slice(Math.multiplyExact(offset, width), Math.multiplyExact(shape.size(), width))
                .order(ByteOrder.nativeOrder());
    }

    /** Allocates a tensor of zeros; {@link Kernels#zeros} is the usual way. */
    public static Tensor zeros(Element type, Shape shape) {
        return new Tensor(new Storage(type, shape.size()), 0, shape);
    }

    /** Returns a view of {@code shape.size()} elements from {@code offset} (in elements) on. */
    public Tensor view(int offset, Shape shape) {
        if (offset < 0 || offset + shape.size() > size()) {
            throw new IllegalArgumentException(
                    "view of " + shape + " at " + offset + " in a tensor of " + size() + " elements: out of range");
        }
        return new Tensor(storage, this.offset + offset, shape);
    }

    /** Returns a view of the first {@code rows} rows, or this tensor if it has just so many. The last view is kept. */
    public Tensor rows(int rows) {
        if (rows == rows()) {
            return this;
        }
        if (shortened == null || shortened.rows() != rows) {
            shortened = view(0, shape.withRows(rows));
        }
        return shortened;
    }

    /** Returns the shape. */
    public Shape shape() {
        return shape;
    }

    /** Returns the length of the first axis. */
    public int rows() {
        return shape.dim(0);
    }

    /** Returns the number of elements in a row: the product of all lengths but the first. */
    public int columns() {
        return columns;
    }

    /** Returns the number of elements. */
    public int size() {
        return rows() * columns;
    }

    /** Returns the element type. */
    public Element type() {
        return storage.type;
    }

    /** Returns the bytes, native order, from position 0 on. One buffer for all callers: use absolute access, or duplicate. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the address of the first element, for calls of C libraries on this machine's memory. */
    Address address() {
        if (address == null) {
            address = new Address(storage.memory, storage.start + (long) offset * type().width());
        }
        return address;
    }

    /** Returns the copy in bfloat16 of the whole memory, which lives as long as that; null before {@link #bf16Address}. */
    Bf16Copy bf16() {
        return storage.bf16;
    }

    /** Returns where the copy in bfloat16 has the first element; makes the copy, still empty, if there is none. */
    Address bf16Address() {
        if (bf16Address == null) {
            if (storage.bf16 == null) {
                storage.bf16 = new Bf16Copy(storage.size);
            }
            bf16Address = storage.bf16.address(offset);
        }
        return bf16Address;
    }

    /** Returns whether the copy in bfloat16 has what this tensor has. */
    boolean isRounded() {
        return rounded == version();
    }

    /** Says that it has. */
    void rounded() {
        rounded = version();
    }

    /** Returns a number that changes with each {@link #touch} of this tensor or a view of the same memory. */
    public long version() {
        return storage.version;
    }

    /** Returns an object that is the same for all views of one memory. */
    public Object storage() {
        return storage;
    }

    /** Returns the position of the first element within its memory, in elements. */
    public int offset() {
        return offset;
    }

    /** Says that the contents changed. Kernels call it for their results. */
    public void touch() {
        storage.version++;
    }

    /** Returns one element, by its row-major index. */
    public double get(int index) {
        return wide ? bytes.getDouble(index * Double.BYTES) : bytes.getFloat(index * Float.BYTES);
    }

    /** Sets one element, by its row-major index. Call {@link #touch} after the last one. */
    public void set(int index, double value) {
        if (wide) {
            bytes.putDouble(index * Double.BYTES, value);
        } else {
            bytes.putFloat(index * Float.BYTES, (float) value);
        }
    }

    /** Sets all elements, row-major. */
    public Tensor set(double... values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(values.length + " values for a tensor of shape " + shape);
        }
        for (int i = 0; i < values.length; i++) {
            set(i, values[i]);
        }
        touch();
        return this;
    }

    /** Returns a copy of all elements, row-major. */
    public double[] toArray() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** Returns {@code Tensor[256, 10]} and the like. Prints no contents. */
    @Override
    public String toString() {
        return "Tensor" + shape;
    }
}
