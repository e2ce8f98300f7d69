package org.sparksg.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense row-major array on native memory that lives until the process ends or nobody refers to it. Views share the
 * memory of the tensor that they were taken from.
 *
 * <p>Whoever writes through {@link #bytes} or {@link #array} must call {@link #touch} afterwards: kernels may keep
 * derived copies (such as a 16-bit one) and know by the version that they are stale.
 */
public final class Tensor {
    private final Storage storage;
    private final int offset;
    private final Shape shape;
    private final INDArray array;
    private final ByteBuffer bytes;
    private final int columns;
    private final boolean wide; // DOUBLE, not FLOAT
    private Address address; // made at first use
    private Address bf16Address; // made at first use
    private Tensor shortened; // the last view that rows() made: a short last batch comes once an epoch

    /**
     * The memory behind a tensor and all its views. It starts on a cache line: otherwise each load of a whole vector would
     * touch two lines, which costs a product up to a third of its speed.
     */
    private static final class Storage {
        private static final int CACHE_LINE = 64;

        private final INDArray flat;
        private final int size;
        private final int start; // of our elements in the array, which has some to spare
        private final ByteBuffer bytes;
        private Bf16Copy bf16; // made at first use
        private long version;

        Storage(DataType type, int size) {
            int width = type.width();
            int most = (Integer.MAX_VALUE - CACHE_LINE) / width;
            if (size > most) {
                throw new IllegalArgumentException("a tensor of " + size + " elements of " + type + ": must be <= "
                        + most + "; for the weights of a stage, cut the network into more stages");
            }
            this.size = size;
            this.flat = Nd4j.zeros(type, (long) size + CACHE_LINE / width);
            long address = flat.data().pointer().address();
            int skipped = Math.floorMod(-address, CACHE_LINE);
            this.start = skipped / width;
            this.bytes = flat.data()
                    .pointer()
                    .asByteBuffer()
                    .slice(skipped, Math.multiplyExact(size, width))
                    .order(ByteOrder.nativeOrder());
        }
    }

    private Tensor(Storage storage, int offset, Shape shape) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.columns = shape.size() / shape.dim(0);
        this.wide = storage.flat.dataType() == DataType.DOUBLE;
        int width = storage.flat.dataType().width();
        this.bytes = storage.bytes
                .slice(Math.multiplyExact(offset, width), Math.multiplyExact(shape.size(), width))
                .order(ByteOrder.nativeOrder());
        this.array = viewOf(storage.flat, storage.start + offset, shape);
    }

    private static INDArray viewOf(INDArray flat, long offset, Shape shape) {
        long[] dims = new long[Math.max(2, shape.rank())];
        dims[0] = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            dims[dims.length - shape.rank() + axis] = shape.dim(axis);
        }
        return Nd4j.create(flat.data(), dims, Nd4j.getStrides(dims, 'c'), offset, 'c');
    }

    /** Allocates a tensor of zeros; {@link Kernels#zeros} is the usual way. {@code type}: FLOAT or DOUBLE. */
    public static Tensor zeros(DataType type, Shape shape) {
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

    /** Returns the element type, FLOAT or DOUBLE. */
    public DataType type() {
        return storage.flat.dataType();
    }

    /** Returns the ND4J array on this memory; a tensor of rank 1 is a row vector {@code [1, n]} there. */
    public INDArray array() {
        return array;
    }

    /** Returns the bytes, native order, from position 0 on. One buffer for all callers: use absolute access, or duplicate. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the address of the first element, for calls of C libraries on this machine's memory. */
    Address address() {
        if (address == null) {
            address = new Address(storage.flat.data().pointer(), (long) (storage.start + offset) * type().width());
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
