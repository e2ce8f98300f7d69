package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Header;
import org.sparksg.transport.HeaderCodec;

/**
 * Takes frames apart as their bytes come in, in pieces of any size. Bytes of tensors are best read into {@link #target},
 * which is their slot; from other pieces they are copied there. Every length is checked against the capacity before it is
 * believed, so a target is never larger than what the message may fill. Belongs to the event loop.
 */
final class FrameReader {
    private final Inbox inbox;
    private final int attempt;
    private final Events events;
    private final LongSupplier clock;
    private final HeaderCodec codec = new HeaderCodec();

    private final ByteBuffer prefix = ByteBuffer.allocate(Frame.PREFIX);
    private final ByteBuffer head = ByteBuffer.allocate(HeaderCodec.MAX_BYTES);
    private int payloadLength;
    private Header header; // of the message whose tensors are coming in, else null
    private InboxSlot slot;
    private int index;
    private ByteBuf target; // of the tensor that is coming in, else null
    private volatile long bytes; // the loop writes

    /** What frames cause. */
    interface Events {
        /** The receiver gave slots back. */
        void granted(int slots);

        /** A message is complete. */
        void arrived(InboxSlot slot);

        /** The peer closes. */
        void bye();

        /** The peer has read our goodbye. */
        void byeAck();

        /** What we may wait for gets on at the peer. */
        void signed();
    }

    FrameReader(Inbox inbox, int attempt, Events events, LongSupplier clock) {
        this.inbox = inbox;
        this.attempt = attempt;
        this.events = events;
        this.clock = clock;
        expectPrefix();
    }

    /** Returns how many bytes the frames have that came, the one that is coming in included. Any thread. */
    long bytes() {
        return bytes;
    }

    /** Returns where the next bytes belong if they are those of a tensor: at its writer index. Else null. */
    ByteBuf target() {
        return target;
    }

    /**
     * Reads all bytes.
     *
     * @param in {@link #target} with more bytes in it, or another buffer
     * @throws IllegalArgumentException if they are not what a peer of the same kind sends
     */
    void read(ByteBuf in) {
        if (isTarget(in)) {
            finishTensor();
            return;
        }
        while (in.isReadable()) {
            if (target != null) {
                target.writeBytes(in, Math.min(in.readableBytes(), target.writableBytes()));
                finishTensor();
            } else if (prefix.hasRemaining()) {
                readInto(prefix, in);
                if (!prefix.hasRemaining()) {
                    startFrame();
                }
            } else {
                readInto(head, in);
                if (!head.hasRemaining()) {
                    startMessage();
                }
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal bytes are not enough: it must be the slot's memory
    private boolean isTarget(ByteBuf in) {
        return in == target;
    }

    private static void readInto(ByteBuffer to, ByteBuf in) {
        int limit = to.limit();
        to.limit(Math.min(limit, to.position() + in.readableBytes()));
        in.readBytes(to);
        to.limit(limit);
    }

    private void expectPrefix() {
        header = null;
        target = null;
        prefix.clear();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void startFrame() {
        if (prefix.getInt(0) != Frame.MAGIC || prefix.get(5) != 0) {
            throw new IllegalArgumentException(
                    String.format("frame starts with %016x: not a frame", prefix.getLong(0)));
        }
        Frame.Type type = Frame.type(Byte.toUnsignedInt(prefix.get(4)));
        int headerLength = Short.toUnsignedInt(prefix.getShort(6));
        payloadLength = prefix.getInt(8);
        int credits = prefix.getInt(12);
        bytes += Frame.PREFIX + headerLength + payloadLength;
        if (credits != 0) {
            events.granted(credits);
        }
        if (type == Frame.Type.MESSAGE) {
            expectHeader(headerLength);
            return;
        }
        if (headerLength != 0 || payloadLength != 0) {
            throw new IllegalArgumentException(
                    type + " frame with " + headerLength + " + " + payloadLength + " bytes: must have none");
        }
        expectPrefix();
        switch (type) {
            case MESSAGE, CREDIT -> {} // a message was dealt with above; the credits of a CREDIT too
            case BYE -> events.bye();
            case BYE_ACK -> events.byeAck();
            case SIGN -> events.signed();
        }
    }

    private void expectHeader(int length) {
        if (length < 1 || length > HeaderCodec.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "message with a header of " + length + " bytes: must be 1 to " + HeaderCodec.MAX_BYTES);
        }
        head.clear().limit(length);
    }

    private void startMessage() {
        Header announced = codec.decode(head.array(), head.limit());
        Capacity capacity = inbox.capacity();
        String objection = capacity.objectionTo(announced);
        if (objection != null) {
            throw new IllegalArgumentException(objection);
        }
        if (capacity.payloadBytes(announced) != payloadLength) {
            throw new IllegalArgumentException(announced.kind() + " with shapes " + announced.shapes() + " comes with "
                    + payloadLength + " bytes: must be " + capacity.payloadBytes(announced));
        }
        if (announced.attempt() != attempt) {
            throw new IllegalArgumentException(
                    announced.kind() + " of attempt " + announced.attempt() + " in attempt " + attempt);
        }
        slot = inbox.take();
        if (slot == null) {
            throw new IllegalArgumentException("message without credit: all " + capacity.slots() + " slots are in use");
        }
        header = announced;
        index = -1;
        nextTensor();
    }

    private void nextTensor() {
        index++;
        if (index == header.shapes().size()) {
            slot.slot().arrive(header, clock.getAsLong());
            expectPrefix();
            events.arrived(slot);
        } else {
            Capacity capacity = inbox.capacity();
            int place = capacity.place(header.shapes(), index);
            target = slot.target(place, capacity.bytes(place, header.shapes().get(index)));
        }
    }

    private void finishTensor() {
        if (!target.isWritable()) {
            nextTensor();
        }
    }
}
