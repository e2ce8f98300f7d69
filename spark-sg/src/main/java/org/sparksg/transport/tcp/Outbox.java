package org.sparksg.transport.tcp;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Header;
import org.sparksg.transport.HeaderCodec;
import org.sparksg.transport.Ring;

/** The sending half of a link: parcels on their way stage, event loop, stage; and the credits of the receiver. */
final class Outbox {
    private final Capacity capacity;
    private final List<Parcel> parcels = new ArrayList<>();
    private final Pool<Parcel> free;
    private final Ring<Parcel> packed;
    private final HeaderCodec codec = new HeaderCodec();
    private volatile long granted; // slots of the receiver, in total; the loop writes
    private volatile boolean freed;
    private long sent; // the stage writes and reads

    Outbox(Capacity capacity) {
        this.capacity = capacity;
        free = new Pool<>(capacity.slots());
        packed = new Ring<>(capacity.slots());
        granted = capacity.slots();
        for (int i = 0; i < capacity.slots(); i++) {
            Parcel parcel = new Parcel(capacity, free);
            parcels.add(parcel);
            free.put(parcel);
        }
    }

    Capacity capacity() {
        return capacity;
    }

    // Stage

    /** Copies the message, or returns false if the receiver has no free slot. */
    boolean offer(Header header, Tensor first, Tensor second) {
        Parcel parcel = sent < granted ? free.take() : null;
        if (parcel == null) {
            return false;
        }
        parcel.pack(codec, header, first, second);
        sent++;
        packed.put(parcel);
        return true;
    }

    // Event loop

    /** Returns the next parcel to write; null if there is none, or if the memory is given back. */
    Parcel next() {
        return freed ? null : packed.take();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void granted(int slots) {
        if (slots < 0 || slots > capacity.slots()) {
            throw new IllegalArgumentException(
                    "frame grants " + slots + " slots of a link that has " + capacity.slots());
        }
        granted += slots;
    }

    /** Frees the memory. Nothing may be under way any more. */
    void free() {
        freed = true;
        parcels.forEach(Parcel::free);
    }
}
