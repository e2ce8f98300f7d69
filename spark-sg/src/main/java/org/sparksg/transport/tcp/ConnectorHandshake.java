package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.tcp.HandshakeFrame.Type;
import org.sparksg.transport.tcp.Proofs.Direction;

/**
 * Proves itself to the acceptor after the acceptor has proved itself: see {@link Proofs}. Fails the expectation with a
 * {@link LinkException} if the acceptor, proved, has said that another try is in vain, else with an {@link IOException}.
 * Belongs to the event loop.
 */
final class ConnectorHandshake extends ByteToMessageDecoder {
    private final RunSecret secret;
    private final Expectation expectation;
    private final Proofs proofs;
    private boolean challenged;
    private boolean decided;

    ConnectorHandshake(RunSecret secret, Expectation expectation) {
        this.secret = secret;
        this.expectation = expectation;
        this.proofs = new Proofs(secret);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        SocketAddress here = channel.localAddress();
        if (here != null
                && here.equals(channel.remoteAddress())) { // the system gave the call the closed port it is for
            decide(new IOException("nobody listens there"));
            EventLoops.reset(channel);
        } else {
            send(context, proofs.hello());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        HandshakeFrame frame = decided ? null : HandshakeFrame.read(in);
        if (decided) {
            in.skipBytes(in.readableBytes());
        } else if (frame != null && frame.type() == Type.STRANGER) {
            fail(context, new IOException("the secret of the run does not match"));
        } else if (frame != null && !challenged) {
            prove(context, frame);
        } else if (frame != null) {
            judge(context, frame);
        }
    }

    private void prove(ChannelHandlerContext context, HandshakeFrame challenge) {
        challenged = proofs.accept(challenge);
        if (challenged) {
            send(context, proofs.sign(Type.PROOF, TermsCodec.encode(expectation.terms())));
        } else {
            failUnproved(context);
        }
    }

    private void judge(ChannelHandlerContext context, HandshakeFrame answer) {
        boolean refusal = answer.type() == Type.REFUSAL;
        byte[] body = proofs.open(answer, refusal ? Type.REFUSAL : Type.WELCOME);
        if (body == null) {
            failUnproved(context);
            return;
        }
        String objection = refusal ? "refused this end: " + Proofs.text(body) : objectionTo(body);
        if (objection != null) {
            fail(context, new LinkException(objection));
        } else if (expectation.claim()) {
            decided = true;
            expectation.open(context, secret.seals() ? SealedRecords.of(proofs, Direction.FROM_CONNECTOR) : null);
        } else {
            fail(context, new IOException("came too late"));
        }
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

    private void failUnproved(ChannelHandlerContext context) {
        fail(context, new IOException("it does not hold the secret of this run: not a stage of it"));
    }

    private void fail(ChannelHandlerContext context, Exception reason) {
        decide(reason);
        EventLoops.hangUp(context.channel());
    }

    private void decide(Exception reason) {
        if (!decided) {
            decided = true;
            expectation.opened().completeExceptionally(reason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
        Throwable cause = e instanceof DecoderException && e.getCause() != null ? e.getCause() : e;
        fail(context, new IOException(cause.getMessage(), e));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        fail(
                context,
                new IOException("it hung up during the handshake, as one with another version of the library does"));
        super.channelInactive(context);
    }
}
