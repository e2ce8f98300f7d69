package org.sparksg.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.sparksg.tensor.Bf16;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The memory of one message of a link, allocated once and used over and over. One thread fills it, then the thread that
 * polls owns it until {@link #release}; the links pass it from one to the other through a {@link Ring}.
 */
public final class RingSlot implements Delivery {
    private final Capacity capacity;
    private final Tensor[] tensors;
    private final ByteBuffer[] rounded; // what comes in bfloat16, null at other places
    private final Consumer<RingSlot> home;
    private Header header;
    private long arrivedNs;
    private boolean held;

    /** Allocates the tensors of a message. A release hands the slot to {@code home}. */
    public RingSlot(Capacity capacity, Consumer<RingSlot> home) {
        this.capacity = capacity;
        this.home = home;
        List<Shape> largest = capacity.largest();
        tensors = largest.stream()
                .map(shape -> Tensor.zeros(capacity.type(), shape))
                .toArray(Tensor[]::new);
        rounded = new ByteBuffer[tensors.length];
        for (int place = 0; place < tensors.length; place++) {
            if (capacity.wires().get(place) == Wire.BF16) {
                rounded[place] = ByteBuffer.allocateDirect(capacity.bytes(place, largest.get(place)))
                        .order(ByteOrder.nativeOrder());
            }
        }
    }

    /** Copies a message into the slot, which must fit. */
    public void copy(Header header, Tensor first, Tensor second, long nowNs) {
        copy(first, capacity.place(header.shapes(), 0));
        if (second != null) {
            copy(second, capacity.place(header.shapes(), 1));
        }
        arrive(header, nowNs);
    }

    private void copy(Tensor from, int place) {
        if (rounded[place] == null) {
            ByteBuffer bytes = from.bytes();
            tensors[place].bytes().put(0, bytes, 0, bytes.limit());
        } else {
            Bf16.round(from, rounded[place], 0);
        }
    }

    /** Returns the memory that what comes to a place is put into. Use absolute access, or slice. */
    public ByteBuffer bytes(int place) {
        return rounded[place] == null ? tensors[place].bytes() : rounded[place];
    }

    /** Says that the slot is filled with this message. */
    public void arrive(Header header, long nowNs) {
        this.header = header;
        this.arrivedNs = nowNs;
    }

    /** Makes the message that of the calling thread, and returns it. */
    public Delivery deliver() {
        for (Tensor tensor : tensors) {
            tensor.touch(); // here, not where the bytes came: a version belongs to the thread that owns the tensor
        }
        for (int i = 0; i < header.shapes().size(); i++) {
            int place = capacity.place(header.shapes(), i);
            if (rounded[place] != null) {
                Bf16.widen(rounded[place], tensor(i));
            }
        }
        held = true;
        return this;
    }

    @Override
    public int bytes() {
        return capacity.payloadBytes(header);
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public Tensor tensor(int index) {
        if (index >= header.shapes().size()) {
            throw new IllegalArgumentException(
                    header.kind() + " has " + header.shapes().size() + " tensors, there is none at " + index);
        }
        return tensors[capacity.place(header.shapes(), index)].rows(
                header.shapes().get(index).dim(0));
    }

    @Override
    public long arrivedNs() {
        return arrivedNs;
    }

    @Override
    public void release() {
        if (!held) {
            throw new IllegalStateException(
                    header.kind() + " " + header.batchId() + "." + header.index() + " was released twice");
        }
        held = false;
        home.accept(this);
    }
}
