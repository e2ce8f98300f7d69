package org.sparksg.pipeline;

import java.util.List;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;

/**
 * Sends and takes the messages of one stage in one attempt, and checks that what comes is what is due.
 *
 * @param stage the stage, for errors
 * @param attempt the attempt of the run
 */
record Messages(int stage, int attempt) {

    /** Sends a tensor, and returns whether there was room. */
    boolean offer(Link link, Header.Kind kind, long batchId, int index, Tensor only) {
        return offer(link, kind, batchId, index, only, null);
    }

    /** Sends one or two tensors, likewise. */
    boolean offer(Link link, Header.Kind kind, long batchId, int index, Tensor first, Tensor second) {
        var shapes = second == null ? List.of(first.shape()) : List.of(first.shape(), second.shape());
        Header header = new Header(kind, attempt, batchId, index, shapes);
        return switch (link.offer(header, first, second)) {
            case ACCEPTED -> true;
            case BACK_PRESSURED -> false;
            case ENDED ->
                throw new LinkException("stage " + stage + ": " + link.peer() + " ended before it took " + header);
        };
    }

    /** Returns the next message of a link, which must be this one, or null if none is there. */
    Delivery poll(Link link, Header.Kind kind, long batchId, int index) {
        Delivery delivery = link.poll();
        if (delivery == null) {
            if (link.ended()) {
                throw new LinkException("stage " + stage + ": " + link.peer() + " ended before it sent " + kind + " "
                        + batchId + "." + index);
            }
            return null;
        }
        Header header = delivery.header();
        if (header.kind() != kind || header.batchId() != batchId || header.index() != index) {
            throw new IllegalStateException("stage " + stage + " waits for " + kind + " " + batchId + "." + index
                    + ", " + link.peer() + " sent " + header.kind() + " " + header.batchId() + "."
                    + header.index());
        }
        return delivery;
    }
}
