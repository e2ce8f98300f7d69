package org.sparksg.transport.tcp;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link that waits for its peer, between the stage that opens it and the event loop that shakes hands. */
final class Expectation {
    private final LinkTerms terms;
    private final LinkHandler handler;
    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();

    Expectation(LinkTerms terms, LinkHandler handler) {
        this.terms = terms;
        this.handler = handler;
    }

    LinkTerms terms() {
        return terms;
    }

    LinkHandler handler() {
        return handler;
    }

    /** Returns true to one caller only: a connection that passed, or the stage that gives up. */
    boolean claim() {
        return !claimed.getAndSet(true);
    }

    /** Tells whether somebody has claimed it. */
    boolean isClaimed() {
        return claimed.get();
    }

    /** Is completed after {@link #claim} by the connection that passed. */
    CompletableFuture<Channel> opened() {
        return opened;
    }
}
