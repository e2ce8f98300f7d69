package org.sparksg.transport.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.sparksg.transport.FaultyLink;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** Calls the {@link LinkServer} of a neighbour. Used by one thread, the stage's. */
public final class LinkConnector {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EventLoops loops;
    private final TransportSettings settings;
    private final RunSecret secret;

    /** Creates one; opens nothing. */
    public LinkConnector(EventLoops loops, TransportSettings settings, RunSecret secret) {
        this.loops = loops;
        this.settings = settings;
        this.secret = secret;
    }

    /**
     * Opens a link to a neighbour: tries again until it listens and expects us, {@code transport.timeout} at most. A
     * neighbour that refuses us is not asked twice.
     *
     * @param terms what this end expects
     * @param wakeup where the stage's thread waits for the link
     * @param cancelled becomes true when nobody wants the link any more; asked every 50 ms
     * @throws LinkException if there is no such neighbour, or it refuses, with the reason
     */
    public Link connect(String host, int port, LinkTerms terms, Wakeup wakeup, BooleanSupplier cancelled) {
        TcpLink link = new TcpLink(terms, wakeup, settings.timeout());
        String peer = "stage " + terms.peerStage() + " at " + host + ":" + port;
        try {
            Patience patience = new Patience("calling " + peer, settings.timeout(), cancelled);
            Channel channel = call(peer, host, port, terms, link.handler(), patience);
            return FaultyLink.of(link.open(channel, host + ":" + port), settings.faults(), wakeup);
        } catch (LinkException e) {
            link.abandon();
            throw e;
        }
    }

    private Channel call(String peer, String host, int port, LinkTerms terms, LinkHandler handler, Patience patience) {
        String last = "no answer to the handshake";
        do {
            try {
                Channel channel = attempt(host, port, new Expectation(terms, handler), patience);
                if (channel != null) {
                    return channel;
                }
            } catch (CompletionException e) {
                if (e.getCause() instanceof LinkException refusal) {
                    throw new LinkException(peer + " " + refusal.getMessage(), refusal);
                }
                last = String.valueOf(e.getCause().getMessage());
            }
        } while (patience.pause(PAUSE));
        throw new LinkException(peer + ": no connection within " + patience.limit() + ", last: " + last
                + "; see the log of that task; raise transport.timeout if it was only slow");
    }

    // Returns null when time is up.
    private Channel attempt(String host, int port, Expectation expectation, Patience patience) {
        InetSocketAddress address = new InetSocketAddress(host, port); // resolved here, not on the event loop
        if (address.isUnresolved()) {
            throw new CompletionException(new IOException("the name " + host + " is unknown"));
        }
        CompletableFuture<Channel> opened = expectation.opened();
        ChannelFuture connecting = loops.bootstrap()
                .handler(new ConnectorHandshake(secret, expectation))
                .connect(address);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
            }
        });
        boolean settled = false;
        try {
            patience.awaits(opened);
            settled = opened.isDone() || !expectation.claim();
        } finally {
            if (!settled) {
                EventLoops.hangUp(connecting.channel());
            }
        }
        return settled ? opened.join() : null;
    }
}
