package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;

/** What operands must have in common. Every check throws {@link IllegalArgumentException} naming the shapes. */
final class Fit {
    private Fit() {}

    static int rows(Shape shape) {
        return shape.dim(0);
    }

    static int columns(Shape shape) {
        return shape.size() / shape.dim(0);
    }

    static void require(boolean fits, Op op, List<Shape> in, String rule) {
        if (!fits) {
            throw new IllegalArgumentException(op + " of shapes " + in + ": needs " + rule);
        }
    }

    /** Returns the shape that all operands have, but for how the columns are counted. */
    static List<Shape> alike(Op op, List<Shape> in) {
        Shape first = in.get(0);
        for (Shape shape : in) {
            require(shape.size() == first.size() && rows(shape) == rows(first), op, in, "operands of one shape");
        }
        return List.of(first);
    }

    /** Checks that operands from this one on have an element for each column of the first, or for each place of its last axis. */
    static void perChannel(Op op, List<Shape> in, int from) {
        Shape x = in.get(0);
        int size = in.get(from).size();
        require(size == columns(x) || size == x.last(), op, in, "one element for each column, or for each channel");
        for (Shape shape : in.subList(from, in.size())) {
            require(shape.size() == size, op, in, "operands of one size behind the first");
        }
    }
}
