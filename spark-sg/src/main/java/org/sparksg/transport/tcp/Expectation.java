package org.sparksg.transport.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
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

    /**
     * Puts the link in the place of the handshake that let it in, which hands on what it has read beyond its own frames.
     *
     * @param sealed what seals it, or null
     */
    void open(ChannelHandlerContext context, ChannelHandler sealed) {
        ChannelPipeline pipeline = context.pipeline();
        if (sealed == null) {
            pipeline.replace(context.handler(), null, handler);
        } else {
            pipeline.addAfter(context.name(), null, handler);
            pipeline.replace(context.handler(), null, sealed); // second: it has the last word on what is read where to
        }
        opened.complete(context.channel());
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
