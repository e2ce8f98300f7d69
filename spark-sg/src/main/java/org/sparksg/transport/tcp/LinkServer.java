package org.sparksg.transport.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.transport.FaultyLink;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/**
 * The open port of a stage. It keeps its port until it is closed, and lets callers in only while {@link #accept} waits;
 * others stand in the queue of the operating system. Used by one thread, the stage's.
 */
public final class LinkServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
    private static final Duration MAX_HANDSHAKE = Duration.ofSeconds(5);
    private static final long BIND_LIMIT_SECONDS = 10;

    private final TransportSettings settings;
    private final RunSecret secret;
    private final Channel channel;
    private final Duration handshakeLimit;
    private final Lobby lobby = new Lobby(System.nanoTime());
    private final Refusals refusals;
    private volatile Expectation expectation;

    /**
     * Opens a port.
     *
     * @param settings whose host must be given
     * @throws LinkException if no port of the range is free or the host is not one of this machine
     */
    public LinkServer(EventLoops loops, TransportSettings settings, RunSecret secret) {
        this(loops, settings, secret, LOG::warn);
    }

    /** {@code log}: gets lines about callers that are not let in. */
    LinkServer(EventLoops loops, TransportSettings settings, RunSecret secret, Consumer<String> log) {
        if (settings.host() == null) {
            throw new IllegalArgumentException("transport.host is not set: use withHost with the executor's host");
        }
        this.settings = settings;
        this.secret = secret;
        this.handshakeLimit = settings.timeout().compareTo(MAX_HANDSHAKE) < 0 ? settings.timeout() : MAX_HANDSHAKE;
        this.channel = bind(loops.serverBootstrap().childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel caller) {
                welcome(caller);
            }
        }));
        this.refusals = new Refusals(host() + ":" + port(), log, System::nanoTime);
    }

    private Channel bind(ServerBootstrap bootstrap) {
        Throwable last = null;
        for (int port = settings.portMin(); port <= settings.portMax(); port++) {
            ChannelFuture bound = bootstrap.bind(new InetSocketAddress(settings.host(), port));
            if (bound.awaitUninterruptibly(BIND_LIMIT_SECONDS, TimeUnit.SECONDS) && bound.isSuccess()) {
                return bound.channel();
            }
            last = bound.cause();
        }
        throw new LinkException(
                "cannot listen on " + settings.host() + ", transport.ports = " + settings.portMin() + "-"
                        + settings.portMax() + " (" + (last == null ? "no answer" : last.getMessage())
                        + "): free or widen the range, or set transport.host to an address of this machine",
                last);
    }

    /** Returns the host that neighbours call. */
    public String host() {
        return settings.host();
    }

    /** Returns the port that neighbours call. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /**
     * Waits until the expected peer has called and proved itself, {@code transport.timeout} at most.
     *
     * @param terms what this end expects
     * @param wakeup where the stage's thread waits for the link
     * @param cancelled becomes true when nobody wants the link any more; asked every 50 ms
     * @throws LinkException if the peer did not come in time
     */
    public Link accept(LinkTerms terms, Wakeup wakeup, BooleanSupplier cancelled) {
        TcpLink link = new TcpLink(terms, wakeup, settings.timeout());
        Expectation expected = new Expectation(terms, link.handler());
        expectation = expected;
        channel.config().setAutoRead(true);
        try {
            Channel opened = await(expected, cancelled);
            String address = addressOf(opened);
            return FaultyLink.of(link.open(opened, address), settings.faults(), wakeup);
        } catch (LinkException e) {
            link.abandon();
            throw e;
        } finally {
            channel.config().setAutoRead(false);
            refusals.tell();
        }
    }

    private Channel await(Expectation expected, BooleanSupplier cancelled) {
        String peer = "stage " + expected.terms().peerStage();
        String here = "at " + host() + ":" + port();
        Patience patience = new Patience("waiting for " + peer + " " + here, settings.timeout(), cancelled);
        try {
            patience.awaits(expected.opened());
        } catch (LinkException e) {
            if (expected.claim()) {
                throw e;
            }
            EventLoops.hangUp(expected.opened().join());
            throw e;
        }
        if (expected.claim()) {
            throw new LinkException(peer + " did not connect " + here + " within " + patience.limit()
                    + refusals.summary() + ": see the log of its task; raise transport.timeout if it was only slow");
        }
        return expected.opened().join(); // claimed by the event loop, which completes it at once
    }

    // Event loop

    private void welcome(Channel caller) {
        caller.config().setRecvByteBufAllocator(new ReadTarget());
        InetSocketAddress from = (InetSocketAddress) caller.remoteAddress();
        if (from == null) {
            EventLoops.hangUp(caller); // it is gone already
            return;
        }
        caller.pipeline()
                .addLast(new AcceptorHandshake(
                        secret, expectation, handshakeLimit, lobby, refusals, from.getHostString(), from.getPort()));
    }

    private static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "an unknown address";
    }

    /** Closes the port. Links that came through it stay open. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(BIND_LIMIT_SECONDS, TimeUnit.SECONDS);
        refusals.tell();
    }
}
