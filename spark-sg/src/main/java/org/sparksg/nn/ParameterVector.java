package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Named arrays laid end to end in one flat tensor, so that an optimizer, a checkpoint or a sum over replicas handles them
 * as one. Parameters, their gradient and each state of an optimizer have the same layout.
 *
 * <p>Belongs to the thread of its stage.
 */
public final class ParameterVector {
    private final List<Slot> slots;
    private final int size;
    private final Tensor flat;
    private final List<Tensor> views;

    /**
     * Allocates zeros for the slots.
     *
     * @throws IllegalArgumentException if they have more than 2³¹-1 elements together
     */
    public ParameterVector(List<Slot> slots, Kernels kernels) {
        this.slots = List.copyOf(slots);
        this.size = total(slots);
        // A tensor has at least one element; that of an empty vector stays 0 under every optimizer.
        this.flat = kernels.zeros(Shape.of(Math.max(1, size)));
        List<Tensor> parts = new ArrayList<>();
        int offset = 0;
        for (Slot slot : slots) {
            parts.add(flat.view(offset, slot.shape()));
            offset += slot.shape().size();
        }
        this.views = List.copyOf(parts);
    }

    private static int total(List<Slot> slots) {
        long total = slots.stream().mapToLong(slot -> slot.shape().size()).sum();
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(slots.get(0).name() + " ... "
                    + slots.get(slots.size() - 1).name() + ": " + total + " elements together: must be <= "
                    + Integer.MAX_VALUE + "; cut the network into more stages");
        }
        return (int) total;
    }

    /** Returns all elements as one vector. If there is no slot, it has one element that means nothing. */
    public Tensor flat() {
        return flat;
    }

    /** Returns the number of elements of all slots, possibly 0. */
    public int size() {
        return size;
    }

    /** Returns the slots, in the order of the vector. */
    public List<Slot> slots() {
        return slots;
    }

    /** Returns the view of a slot, by its index. */
    public Tensor get(int slot) {
        return views.get(slot);
    }

    /**
     * Returns the view of a slot, by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor get(String name) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).name().equals(name)) {
                return views.get(i);
            }
        }
        throw new IllegalArgumentException(
                name + ": unknown; one of " + slots.stream().map(Slot::name).toList());
    }

    /** Allocates zeros in the same layout. */
    public ParameterVector similar(Kernels kernels) {
        return new ParameterVector(slots, kernels);
    }

    /** Gives every slot its starting values. */
    public void initialise(long seed) {
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).initialise(seed, views.get(i));
        }
    }

    /** Copies all elements of a vector of the same layout. */
    public void copyFrom(ParameterVector other, Kernels kernels) {
        kernels.copy(other.flat, flat);
    }
}
