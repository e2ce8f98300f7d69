package org.sparksg.transport.tcp;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.Wakeup;

/** The stage's side of a link over TCP. All buffers exist before the peer is called. */
final class TcpLink implements Link {
    private static final long MAX_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final LinkTerms terms;
    private final long closeNanos;
    private final Inbox inbox;
    private final Outbox outbox;
    private final LinkHandler handler;
    private final AtomicBoolean sending = new AtomicBoolean(); // the loop has been told to look
    private final Runnable send = this::send;
    private Channel channel;
    private String peer;
    private boolean closed;

    TcpLink(LinkTerms terms, Wakeup wakeup, Duration timeout) {
        this.terms = terms;
        closeNanos = Math.min(MAX_CLOSE_NANOS, timeout.toNanos());
        inbox = new Inbox(terms.receives(), this::sendSoon);
        outbox = new Outbox(terms.sends());
        handler = new LinkHandler(inbox, outbox, terms.attempt(), wakeup, timeout);
        peer = "stage " + terms.peerStage();
    }

    /** Returns what to put into the channel's pipeline when the handshake is over. */
    LinkHandler handler() {
        return handler;
    }

    /** Says where the peer is. Called once, by the stage, when the handshake is over. */
    TcpLink open(Channel channel, String address) {
        this.channel = channel;
        peer = "stage " + terms.peerStage() + " at " + address;
        return this;
    }

    /** Gives the memory back if there never was a connection. */
    void abandon() {
        closed = true;
        outbox.free();
    }

    @Override
    public Offer offer(Header header, Tensor first, Tensor second) {
        mustBeOpen();
        String objection = outbox.capacity().objectionTo(header, first, second);
        if (objection == null && header.attempt() != terms.attempt()) {
            objection = header.kind() + " of attempt " + header.attempt() + " in attempt " + terms.attempt();
        }
        if (objection != null) {
            throw new LinkException("to " + peer + ": " + objection);
        }
        if (handler.peerEnded()) {
            return Offer.ENDED;
        }
        mustBeConnected();
        if (!outbox.offer(header, first, second)) {
            return Offer.BACK_PRESSURED;
        }
        sendSoon();
        return Offer.ACCEPTED;
    }

    private void sendSoon() {
        if (!sending.getAndSet(true)) {
            try {
                channel.eventLoop().execute(send);
            } catch (RejectedExecutionException e) {
                return; // the event loops are closed, and the channel with them: the next poll tells
            }
        }
    }

    private void send() {
        sending.set(false); // first: what is packed from here on asks again
        handler.send();
    }

    @Override
    public Delivery poll() {
        mustBeOpen();
        String failure = handler.failure(); // first: nothing arrives after a failure
        Delivery delivery = inbox.poll();
        if (delivery == null && failure != null) {
            mustBeConnected();
        }
        return delivery;
    }

    @Override
    public void sign() {
        handler.sign();
        sendSoon();
    }

    @Override
    public long signs() {
        return handler.signs();
    }

    @Override
    public int waiting() {
        return inbox.waiting();
    }

    @Override
    public long sentBytes() {
        return handler.sentBytes();
    }

    @Override
    public long receivedBytes() {
        return handler.receivedBytes();
    }

    @Override
    public boolean ended() {
        return handler.peerEnded() && inbox.waiting() == 0; // in this order: nothing arrives after the end
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean quiet = false;
        try {
            Promise<Void> goodbye = channel.eventLoop().newPromise();
            channel.eventLoop().execute(() -> handler.sayGoodbye(goodbye));
            goodbye.await(closeNanos, TimeUnit.NANOSECONDS);
            quiet = channel.close().await(closeNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            quiet = true; // the event loops are closed, and the channel with them
        }
        if (quiet) {
            outbox.free();
        } else {
            letGo();
        }
    }

    /** Has the loop close the channel, and give the memory back when nothing of it is under way. */
    private void letGo() {
        try {
            channel.eventLoop().execute(() -> {
                EventLoops.hangUp(channel);
                outbox.free();
            });
        } catch (RejectedExecutionException e) {
            outbox.free();
        }
    }

    private void mustBeOpen() {
        if (closed) {
            throw new LinkException("the link to " + peer + " was closed at this end");
        }
    }

    private void mustBeConnected() {
        String failure = handler.failure();
        if (failure != null) {
            throw new LinkException(peer + ": " + failure, handler.cause());
        }
    }
}
