package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sparksg.transport.tcp.HandshakeFrame.Role;
import org.sparksg.transport.tcp.HandshakeFrame.Type;

/**
 * Lets the expected peer in and nobody else. A caller that has not proved that it knows the secret learns nothing of the
 * run. Belongs to the event loop.
 */
final class AcceptorHandshake extends ByteToMessageDecoder {
    private final RunSecret secret;
    private final Expectation expectation;
    private final Duration limit;
    private final Consumer<String> refused;
    private final Runnable over;
    private final byte[] acceptorNonce = RunSecret.nonce();
    private byte[] connectorNonce;
    private Future<?> timer;
    private boolean decided;

    /**
     * Creates one for one connection.
     *
     * @param expectation who may come in
     * @param limit how long the caller may take
     * @param refused is told why, once, if the caller is not let in
     * @param over is called once, when the caller is let in or gone
     */
    AcceptorHandshake(
            RunSecret secret, Expectation expectation, Duration limit, Consumer<String> refused, Runnable over) {
        this.secret = secret;
        this.expectation = expectation;
        this.limit = limit;
        this.refused = refused;
        this.over = over;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Runnable late = () -> refuse(context, "did not prove itself within " + limit, null);
        timer = context.executor().schedule(late, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        timer.cancel(false);
        over.run();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        HandshakeFrame frame = decided ? null : HandshakeFrame.read(in);
        if (decided) {
            in.skipBytes(in.readableBytes());
        } else if (frame != null && connectorNonce == null) {
            connectorNonce = frame.nonce(Type.HELLO);
            send(context, HandshakeFrame.of(Type.CHALLENGE, acceptorNonce));
        } else if (frame != null) {
            judge(context, frame);
        }
    }

    private void judge(ChannelHandlerContext context, HandshakeFrame proof) {
        byte[] theirs = proof.terms(Type.PROOF, Role.CONNECTOR, secret, connectorNonce, acceptorNonce);
        if (theirs == null) {
            refuse(context, "does not hold the secret of this run", "the secret of the run does not match");
            return;
        }
        if (expectation.isClaimed()) { // without an answer: the caller may try again, and meet the next expectation
            refuse(context, "nobody is expected now", null);
            return;
        }
        String objection = objectionTo(theirs);
        if (objection != null) {
            refuse(context, objection, objection);
            return;
        }
        if (!expectation.claim()) {
            refuse(context, "nobody is expected any more", null);
            return;
        }
        decided = true;
        byte[] terms = TermsCodec.encode(expectation.terms());
        send(context, HandshakeFrame.signed(Type.WELCOME, Role.ACCEPTOR, secret, connectorNonce, acceptorNonce, terms));
        context.pipeline().replace(this, null, expectation.handler());
        expectation.opened().complete(context.channel());
    }

    private String objectionTo(byte[] theirs) {
        try {
            return expectation.terms().objectionTo(TermsCodec.decode(theirs));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static void send(ChannelHandlerContext context, HandshakeFrame frame) {
        context.writeAndFlush(frame.encode(context.alloc())).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void refuse(ChannelHandlerContext context, String reason, String answer) {
        if (decided) {
            return;
        }
        decided = true;
        refused.accept(reason);
        ByteBuf last = answer == null
                ? context.alloc().buffer(0)
                : HandshakeFrame.refusal(answer).encode(context.alloc());
        context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
        Throwable cause = e instanceof DecoderException && e.getCause() != null ? e.getCause() : e;
        refuse(context, cause.getMessage(), null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (!decided) {
            decided = true;
            refused.accept("was gone before it had proved itself");
        }
        super.channelInactive(context);
    }
}
