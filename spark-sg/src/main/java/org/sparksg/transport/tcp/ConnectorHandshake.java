package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.List;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.tcp.HandshakeFrame.Role;
import org.sparksg.transport.tcp.HandshakeFrame.Type;

/**
 * Proves itself to the acceptor and checks its proof. Fails the expectation with a {@link LinkException} if another try is
 * in vain, else with an {@link IOException}. Belongs to the event loop.
 */
final class ConnectorHandshake extends ByteToMessageDecoder {
    private final RunSecret secret;
    private final Expectation expectation;
    private final byte[] connectorNonce = RunSecret.nonce();
    private byte[] acceptorNonce;
    private boolean decided;

    ConnectorHandshake(RunSecret secret, Expectation expectation) {
        this.secret = secret;
        this.expectation = expectation;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context, HandshakeFrame.of(Type.HELLO, connectorNonce));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        HandshakeFrame frame = decided ? null : HandshakeFrame.read(in);
        if (decided) {
            in.skipBytes(in.readableBytes());
        } else if (frame != null && frame.type() == Type.REFUSAL) {
            fail(context, new LinkException("refused this end: " + frame.reason()));
        } else if (frame != null && acceptorNonce == null) {
            acceptorNonce = frame.nonce(Type.CHALLENGE);
            byte[] terms = TermsCodec.encode(expectation.terms());
            send(
                    context,
                    HandshakeFrame.signed(Type.PROOF, Role.CONNECTOR, secret, connectorNonce, acceptorNonce, terms));
        } else if (frame != null) {
            judge(context, frame);
        }
    }

    private void judge(ChannelHandlerContext context, HandshakeFrame welcome) {
        byte[] theirs = welcome.terms(Type.WELCOME, Role.ACCEPTOR, secret, connectorNonce, acceptorNonce);
        if (theirs == null) {
            fail(context, new LinkException("does not hold the secret of this run: not a stage of it"));
            return;
        }
        String objection = expectation.terms().objectionTo(TermsCodec.decode(theirs));
        if (objection != null) {
            fail(context, new LinkException(objection));
        } else if (expectation.claim()) {
            decided = true;
            context.pipeline().replace(this, null, expectation.handler());
            expectation.opened().complete(context.channel());
        } else {
            fail(context, new IOException("came too late"));
        }
    }

    private static void send(ChannelHandlerContext context, HandshakeFrame frame) {
        context.writeAndFlush(frame.encode(context.alloc())).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void fail(ChannelHandlerContext context, Exception reason) {
        if (!decided) {
            decided = true;
            expectation.opened().completeExceptionally(reason);
        }
        EventLoops.hangUp(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
        boolean nonsense = e instanceof DecoderException && e.getCause() instanceof IllegalArgumentException;
        fail(context, nonsense ? new LinkException(e.getCause().getMessage(), e) : new IOException(e.getMessage(), e));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        fail(context, new IOException("it hung up during the handshake"));
        super.channelInactive(context);
    }
}
