package org.sparksg.transport;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * The buffers of one direction of a link: {@code slots} messages of at most these tensors each.
 *
 * @param slots messages that may be under way or unreleased
 * @param largest the largest tensor at each position of a message; rows may be fewer
 */
public record Capacity(int slots, List<Shape> largest) implements Serializable {

    /** Copies the shapes. */
    public Capacity {
        largest = List.copyOf(largest);
        if (slots < 1) {
            throw new IllegalArgumentException("slots = " + slots + ": must be >= 1");
        }
        if (largest.isEmpty() || largest.size() > 2) {
            throw new IllegalArgumentException("largest = " + largest + ": a message has one or two tensors");
        }
    }
}
