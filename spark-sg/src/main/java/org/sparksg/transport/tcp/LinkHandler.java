package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sparksg.transport.Wakeup;

/** The event loop's side of an open link: writes, reads, gives signs of life, notices when the peer gives none. */
final class LinkHandler extends ChannelInboundHandlerAdapter implements FrameReader.Events {
    private final Inbox inbox;
    private final Outbox outbox;
    private final FrameReader reader;
    private final Wakeup wakeup;
    private final long timeoutNs;
    private final long beatNs;

    private final GenericFutureListener<Future<? super Void>> written = this::written;

    private ChannelHandlerContext context;
    private Promise<Void> goodbye; // set by sayGoodbye, fulfilled when the peer has read it or is gone
    private Future<?> beat;
    private boolean heard;
    private boolean wrote;
    private long lastBeat;
    private long silentNs;

    private volatile String failure;
    private volatile Throwable cause;
    private volatile boolean peerEnded;
    private volatile boolean signDue;
    private volatile long signs; // of the peer; the loop writes
    private volatile long sentBytes; // the loop writes

    LinkHandler(Inbox inbox, Outbox outbox, int attempt, Wakeup wakeup, Duration timeout) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.wakeup = wakeup;
        this.reader = new FrameReader(inbox, attempt, this, System::nanoTime);
        this.timeoutNs = timeout.toNanos();
        this.beatNs = Math.min(TimeUnit.SECONDS.toNanos(1), timeoutNs / 4);
    }

    /** Returns why the link is lost, or null. Any thread. */
    String failure() {
        return failure;
    }

    /** Returns the exception behind {@link #failure}, or null. Any thread. */
    Throwable cause() {
        return cause;
    }

    /** Tells whether the peer has said goodbye. Any thread. */
    boolean peerEnded() {
        return peerEnded;
    }

    /** Has a sign written with the next {@link #send}. Any thread. */
    void sign() {
        signDue = true;
    }

    /** Returns how many signs came from the peer. Any thread. */
    long signs() {
        return signs;
    }

    /** Returns how many bytes of frames were written. Any thread. */
    long sentBytes() {
        return sentBytes;
    }

    /** Returns how many bytes of frames came. Any thread. */
    long receivedBytes() {
        return reader.bytes();
    }

    // From here on: event loop

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        ReadTarget.direct(context.channel(), reader::target);
        lastBeat = System.nanoTime();
        beat = context.executor().scheduleAtFixedRate(this::beat, beatNs, beatNs, TimeUnit.NANOSECONDS);
    }

    /** Writes what the stage has packed since the last call, and the credits that are due. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void send() {
        Channel channel = context.channel();
        boolean any = false;
        for (Parcel next = outbox.next(); next != null; next = outbox.next()) {
            sentBytes += next.length(); // first: once written, it may be packed anew
            next.write(channel, inbox.grant()).addListener(written);
            any = true;
        }
        if (any) {
            wrote = true;
            channel.flush();
        }
        if (signDue) {
            signDue = false;
            if (channel.isWritable()) { // they do not queue up where nobody reads
                writeFrame(Frame.Type.SIGN);
            }
        }
        grantIfDue();
    }

    private void grantIfDue() {
        if (inbox.due()) {
            writeFrame(Frame.Type.CREDIT);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void writeFrame(Frame.Type type) {
        ByteBuf frame = context.alloc().directBuffer(Frame.PREFIX, Frame.PREFIX);
        Frame.write(frame, 0, type, 0, 0, inbox.grant());
        context.channel().writeAndFlush(frame.writerIndex(Frame.PREFIX)).addListener(written);
        sentBytes += Frame.PREFIX;
        wrote = true;
    }

    private void written(Future<? super Void> write) {
        Throwable e = write.cause();
        if (e != null
                && !(e instanceof ClosedChannelException)) { // closed: the reason is known, or channelInactive tells
            lost(e.getMessage(), e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        try {
            if (failure == null) {
                reader.read((ByteBuf) message);
            }
        } catch (IllegalArgumentException e) {
            fail("sent something that is not understood (" + e.getMessage() + ")", e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void granted(int slots) {
        outbox.granted(slots);
        wakeup.signal();
    }

    @Override
    public void arrived(InboxSlot slot) {
        inbox.arrived(slot);
        wakeup.signal();
        grantIfDue();
    }

    @Override
    public void bye() {
        peerEnded = true;
        writeFrame(Frame.Type.BYE_ACK);
        wakeup.signal();
    }

    @Override
    public void byeAck() {
        if (goodbye != null) {
            goodbye.trySuccess(null);
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void signed() {
        signs++;
    }

    /** Sends what is packed, then a goodbye. The promise is kept when the peer has read it all, or is gone. */
    void sayGoodbye(Promise<Void> promise) {
        goodbye = promise;
        if (!context.channel().isActive()) {
            goodbye.trySuccess(null);
            return;
        }
        send();
        writeFrame(Frame.Type.BYE);
    }

    private void beat() {
        long now = System.nanoTime();
        // A pause of this JVM is not a silence of the peer: no more than two beats count at once.
        silentNs = heard ? 0 : silentNs + Math.min(now - lastBeat, 2 * beatNs);
        lastBeat = now;
        heard = false;
        if (silentNs > timeoutNs && !peerEnded) {
            fail(
                    "nothing heard for " + seconds(silentNs) + " (limit transport.timeout = " + seconds(timeoutNs)
                            + ") after " + inbox.received()
                            + " messages: see the log of that task; raise transport.timeout if it was only slow",
                    null);
        } else if (!wrote && context.channel().isWritable()) {
            writeFrame(Frame.Type.CREDIT);
        }
        wrote = false;
    }

    private static String seconds(long nanos) {
        return String.format("%.1f s", nanos / 1e9);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
        lost(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost("closed by the peer without a goodbye", null);
        beat.cancel(false);
        byeAck();
    }

    private void lost(String reason, Throwable e) {
        fail("connection lost after " + inbox.received() + " messages (" + reason + ")", e);
    }

    private void fail(String what, Throwable e) {
        if (failure == null && !peerEnded && goodbye == null) {
            cause = e;
            failure = what;
            wakeup.signal();
        }
        EventLoops.hangUp(context.channel());
    }
}
