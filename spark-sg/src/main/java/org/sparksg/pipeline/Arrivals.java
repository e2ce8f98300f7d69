package org.sparksg.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/** The messages of a link that came and are not wanted yet: at most as many as the link has slots. */
final class Arrivals {
    private final Link link;
    private final Deque<Delivery> arrived = new ArrayDeque<>();

    Arrivals(Link link) {
        this.link = link;
    }

    /** Takes in what has come, and shows each message to {@code newcomer}. */
    void receive(Consumer<Header> newcomer) {
        Delivery delivery = link.poll();
        while (delivery != null) {
            arrived.add(delivery);
            newcomer.accept(delivery.header());
            delivery = link.poll();
        }
    }

    /** Returns whether there is such a message. */
    boolean has(Header.Kind kind, long batchId, int index) {
        return find(kind, batchId, index) != null;
    }

    /** Returns a message, which the caller has to release, or null if it is not there. */
    Delivery take(Header.Kind kind, long batchId, int index) {
        Delivery delivery = find(kind, batchId, index);
        if (delivery != null) {
            arrived.remove(delivery);
        }
        return delivery;
    }

    private Delivery find(Header.Kind kind, long batchId, int index) {
        for (Delivery delivery : arrived) {
            Header header = delivery.header();
            if (header.kind() == kind && header.batchId() == batchId && header.index() == index) {
                return delivery;
            }
        }
        return null;
    }

    Iterable<Delivery> arrived() {
        return arrived;
    }

    /** Returns whether nothing will come any more. */
    boolean ended() {
        return link.ended();
    }

    String peer() {
        return link.peer();
    }
}
