package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.RingSlot;

/** A slot of an inbox, with Netty's view of its memory: tensors are read from the socket straight into it. */
final class InboxSlot {
    private final RingSlot slot;
    private final ByteBuf[] targets;

    /** Allocates the tensors of a message. A release hands this to {@code home}. */
    InboxSlot(Capacity capacity, Consumer<InboxSlot> home) {
        slot = new RingSlot(capacity, released -> home.accept(this));
        targets = new ByteBuf[capacity.largest().size()];
    }

    RingSlot slot() {
        return slot;
    }

    /**
     * Returns where to put the first {@code bytes} bytes at a place of the slot: an empty buffer that ends there, so that no read can
     * go beyond, and that ignores a release. Made anew only when the number of rows changes.
     */
    ByteBuf target(int place, int bytes) {
        if (targets[place] == null || targets[place].capacity() != bytes) {
            targets[place] = Unpooled.unreleasableBuffer(
                    Unpooled.wrappedBuffer(slot.bytes(place).slice(0, bytes)));
        }
        return targets[place].clear();
    }
}
