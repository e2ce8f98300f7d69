package org.sparksg.transport;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The buffers of one direction of a link: {@code slots} messages of at most these tensors each.
 *
 * @param slots messages that may be under way or unreleased
 * @param type the element type of every tensor
 * @param largest the largest tensor at each place of a slot. A message has tensors for some or all places, in this order; rows
 *     may be fewer
 * @param wires what the numbers at each place are on their way
 */
public record Capacity(int slots, Element type, List<Shape> largest, List<Wire> wires) implements Serializable {

    /** Copies the shapes. */
    public Capacity {
        largest = List.copyOf(largest);
        wires = List.copyOf(wires);
        if (slots < 1) {
            throw new IllegalArgumentException("slots = " + slots + ": must be >= 1");
        }
        if (largest.isEmpty() || largest.size() > 2) {
            throw new IllegalArgumentException("largest = " + largest + ": a message has one or two tensors");
        }
        if (wires.size() != largest.size()) {
            throw new IllegalArgumentException("wires = " + wires + ": must be one for each of " + largest);
        }
        if (largest.stream().mapToLong(Shape::size).sum() * type.width() > Integer.MAX_VALUE - 4096) {
            throw new IllegalArgumentException(
                    "largest = " + largest + ": a message has at most 2 GiB; use smaller mini-batches");
        }
    }

    /** Creates one for tensors that travel as they are. */
    public Capacity(int slots, Element type, List<Shape> largest) {
        this(slots, type, largest, Collections.nCopies(largest.size(), Wire.F32));
    }

    /** Creates one for tensors of F32. */
    public Capacity(int slots, List<Shape> largest) {
        this(slots, Element.F32, largest);
    }

    /** Returns the bytes that the tensors of the largest message have on their way. */
    public int messageBytes() {
        int bytes = 0;
        for (int place = 0; place < largest.size(); place++) {
            bytes += bytes(place, largest.get(place));
        }
        return bytes;
    }

    /** Returns the bytes that the tensors of a message that fits have on their way. */
    public int payloadBytes(Header header) {
        List<Shape> shapes = header.shapes();
        int bytes = 0;
        for (int i = 0; i < shapes.size(); i++) {
            bytes += bytes(place(shapes, i), shapes.get(i));
        }
        return bytes;
    }

    /** Returns the bytes that a tensor at a place has on its way. */
    public int bytes(int place, Shape shape) {
        return shape.size() * wires.get(place).width(type);
    }

    /**
     * Returns where in a slot a tensor of a message lies: at the first place that it fits, behind those of the tensors before
     * it; or -1 if there is none.
     */
    public int place(List<Shape> shapes, int index) {
        int place = -1;
        for (int i = 0; i <= index; i++) {
            do {
                place++;
            } while (place < largest.size() && !fits(shapes.get(i), largest.get(place)));
        }
        return place < largest.size() ? place : -1;
    }

    /** Returns why a message with these shapes does not fit a slot, or null if it fits. */
    public String objectionTo(Header header) {
        List<Shape> shapes = header.shapes();
        return !shapes.isEmpty() && place(shapes, shapes.size() - 1) >= 0
                ? null
                : header.kind() + " " + header.batchId() + "." + header.index() + " has shapes " + shapes
                        + ", the link carries at most " + largest + ": both ends must run the same network";
    }

    /** Returns why these are not the tensors that the header announces or do not fit a slot, or null if all is well. */
    public String objectionTo(Header header, Tensor first, Tensor second) {
        List<Shape> shapes = second == null ? List.of(first.shape()) : List.of(first.shape(), second.shape());
        if (!shapes.equals(header.shapes())) {
            return header.kind() + " announces shapes " + header.shapes() + " but comes with " + shapes;
        }
        if (first.type() != type || (second != null && second.type() != type)) {
            return header.kind() + " has elements of type " + first.type() + ", the link carries " + type;
        }
        return objectionTo(header);
    }

    private static boolean fits(Shape shape, Shape largest) {
        return shape.rank() == largest.rank()
                && shape.dim(0) <= largest.dim(0)
                && shape.equals(largest.withRows(shape.dim(0)));
    }

    /** Returns {@code 8 x F32 [[256, 512], [256, 10]]} and the like. */
    @Override
    public String toString() {
        return slots + " x " + type + " " + largest + (wires.contains(Wire.BF16) ? " as " + wires : "");
    }
}
