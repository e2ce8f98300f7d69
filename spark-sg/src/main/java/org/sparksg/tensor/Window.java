package org.sparksg.tensor;

import java.io.Serializable;

/**
 * A window that moves over an image, in steps and with some gap between its elements.
 *
 * @param down along the height
 * @param right along the width
 */
public record Window(Axis down, Axis right) implements Serializable {

    /**
     * One direction.
     *
     * @param size elements of the window
     * @param stride how far the window moves from one place to the next
     * @param before places of padding, which are no part of the image, in front of it
     * @param after those behind it
     * @param dilation distance of two elements of the window; 1 where they are neighbours
     */
    public record Axis(int size, int stride, int before, int after, int dilation) implements Serializable {
        /** Checks the numbers. */
        public Axis {
            require("size", size, 1);
            require("stride", stride, 1);
            require("before", before, 0);
            require("after", after, 0);
            require("dilation", dilation, 1);
        }

        private static void require(String name, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " = " + value + ": must be >= " + least);
            }
        }

        /** Returns from the first element of the window to the last, both included. */
        public int extent() {
            return dilation * (size - 1) + 1;
        }

        /**
         * Returns at how many places the window stands.
         *
         * @throws IllegalArgumentException if it is longer than the padded image
         */
        public int places(int length) {
            int room = length + before + after - extent();
            if (room < 0) {
                throw new IllegalArgumentException("a window of " + extent() + " on an image of " + length
                        + " with padding of " + before + " and " + after + ": must not be longer");
            }
            return room / stride + 1;
        }

        /** Returns where an element of the window lies at a place: possibly in the padding, below 0 or above the length. */
        public int at(int place, int element) {
            return place * stride - before + element * dilation;
        }
    }

    /** Returns how many elements it has. */
    public int size() {
        return down.size() * right.size();
    }
}
