package org.sparksg.transport;

import org.sparksg.tensor.Tensor;

/**
 * One end of the connection between two neighbouring stages. Both ends send and receive; messages of one direction arrive
 * in the order in which they were offered.
 *
 * <p>Used by one thread, the stage's. No method but {@link #close} blocks, and that one briefly. Buffers are bounded: each
 * direction holds at most {@link Capacity#slots} messages that the receiver has not released. A thread with nothing to do
 * waits in {@link Wakeup#await} of the wake-up that it gave to its links.
 */
public interface Link extends AutoCloseable {

    /** What became of an offer. */
    enum Offer {
        /** The message was copied and is on its way; the tensors may be written again. */
        ACCEPTED,
        /** The receiver has no free slot: try again later. */
        BACK_PRESSURED,
        /** The peer has said goodbye and takes nothing more: the message was dropped. */
        ENDED
    }

    /**
     * Sends a message, if there is room for it.
     *
     * @throws LinkException if the peer is lost, or the message does not fit the link's capacity
     */
    Offer offer(Header header, Tensor first, Tensor second);

    /** Sends a message of one tensor. */
    default Offer offer(Header header, Tensor only) {
        return offer(header, only, null);
    }

    /**
     * Returns the next message, or null if none has arrived. The caller owns its tensors until it releases it.
     *
     * @throws LinkException if the peer is lost; messages that arrived before are delivered first
     */
    Delivery poll();

    /**
     * Tells the peer, which may wait, that what it waits for gets on, though no message comes yet. Takes no slot; signs that come close
     * together may become one, and one that finds the way blocked is dropped.
     */
    void sign();

    /** Returns a number that changes with the signs of the peer. */
    long signs();

    /** Returns how many messages wait to be polled. */
    int waiting();

    /** Returns how many bytes this end has given to the network; 0 where there is none in between. */
    default long sentBytes() {
        return 0;
    }

    /** Returns how many bytes came to this end from the network; 0 where there is none in between. */
    default long receivedBytes() {
        return 0;
    }

    /** Tells whether the peer has said goodbye and all that it sent was polled: {@link #poll} returns null for ever. */
    boolean ended();

    /** Names the other end for messages to people: stage, host, port. */
    String peer();

    /** Says goodbye to the peer (which then sees an orderly end, not a loss) and frees everything. */
    @Override
    void close();
}
