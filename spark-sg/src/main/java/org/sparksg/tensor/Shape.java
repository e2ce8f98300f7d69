package org.sparksg.tensor;

import java.io.Serializable;
import java.util.Arrays;

/** The lengths of a tensor's axes, outermost first. Immutable; equal when all lengths are. */
public final class Shape implements Serializable {
    private static final long serialVersionUID = 1;

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * Returns the shape with the given lengths.
     *
     * @throws IllegalArgumentException if there is none, or one is below 1, or the product exceeds {@code int}
     */
    public static Shape of(int... dims) {
        if (dims.length == 0) {
            throw new IllegalArgumentException("shape []: needs at least one axis");
        }
        long size = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": every length must be >= 1");
            }
            size *= dim;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dims) + ": has more than " + Integer.MAX_VALUE + " elements");
            }
        }
        return new Shape(dims.clone());
    }

    /** Returns the number of axes. */
    public int rank() {
        return dims.length;
    }

    /** Returns the length of an axis, counted from 0. */
    public int dim(int axis) {
        return dims[axis];
    }

    /** Returns the length of the last axis: the channels of images, the columns of matrices. */
    public int last() {
        return dims[dims.length - 1];
    }

    /** Returns the number of elements. */
    public int size() {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** Returns this shape with one more axis in front: the shape of a batch of {@code rows} such tensors. */
    public Shape batch(int rows) {
        int[] batch = new int[dims.length + 1];
        batch[0] = rows;
        System.arraycopy(dims, 0, batch, 1, dims.length);
        return of(batch);
    }

    /** Returns this shape with one more axis behind the others. */
    public Shape with(int last) {
        int[] longer = Arrays.copyOf(dims, dims.length + 1);
        longer[dims.length] = last;
        return of(longer);
    }

    /** Returns this shape with another length of the last axis. */
    public Shape withLast(int length) {
        int[] other = dims.clone();
        other[dims.length - 1] = length;
        return of(other);
    }

    /** Returns this shape with another length of the first axis. */
    public Shape withRows(int rows) {
        int[] other = dims.clone();
        other[0] = rows;
        return of(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
