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
import org.sparksg.transport.tcp.HandshakeFrame.Type;
import org.sparksg.transport.tcp.Proofs.Direction;

/**
 * Lets the expected peer in and nobody else: see {@link Proofs}. A caller that has not proved that it knows the secret learns
 * nothing of the run. Belongs to the event loop.
 */
final class AcceptorHandshake extends ByteToMessageDecoder implements Lobby.Caller {
    private final RunSecret secret;
    private final Expectation expectation;
    private final Duration limit;
    private final Lobby lobby;
    private final Refusals refusals;
    private final String host;
    private final int port;
    private final Proofs proofs;
    private ChannelHandlerContext context;
    private Future<?> timer;
    private boolean greeted;
    private boolean decided;

    /**
     * Creates one for one connection.
     *
     * @param expectation who may come in
     * @param limit how long the caller may take
     * @param lobby where it waits
     * @param refusals is told why, once, if the caller is not let in
     * @param host where it comes from
     * @param port its port there
     */
    AcceptorHandshake(
            RunSecret secret,
            Expectation expectation,
            Duration limit,
            Lobby lobby,
            Refusals refusals,
            String host,
            int port) {
        this.secret = secret;
        this.expectation = expectation;
        this.limit = limit;
        this.lobby = lobby;
        this.refusals = refusals;
        this.host = host;
        this.port = port;
        this.proofs = new Proofs(secret);
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void drop() {
        context.executor().execute(() -> {
            if (!decided) {
                decided = true;
                refusals.add(address(), "did not prove itself while others came");
                EventLoops.reset(context.channel()); // thousands in TIME_WAIT would keep honest callers out, too
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        Runnable late = () -> refuse("did not prove itself within " + limit, null);
        timer = context.executor().schedule(late, limit.toNanos(), TimeUnit.NANOSECONDS);
        lobby.enter(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext removed) {
        timer.cancel(false);
        lobby.leave(this);
    }

    @Override
    protected void decode(ChannelHandlerContext same, ByteBuf in, List<Object> out) {
        HandshakeFrame frame = decided ? null : HandshakeFrame.read(in);
        if (decided) {
            in.skipBytes(in.readableBytes());
        } else if (frame != null && !greeted) {
            greet(frame);
        } else if (frame != null) {
            judge(frame);
        }
    }

    private void greet(HandshakeFrame hello) {
        byte[] nonce = proofs.hear(hello);
        if (nonce == null) {
            refuse("does not hold the secret of this run", HandshakeFrame.stranger());
        } else if (!lobby.greet(this, nonce)) {
            refuse("repeats a hello that was said before", null);
        } else {
            greeted = true;
            send(proofs.challenge());
        }
    }

    private void judge(HandshakeFrame proof) {
        byte[] theirs = proofs.open(proof, Type.PROOF);
        if (theirs == null) {
            refuse("does not hold the secret of this run", null);
            return;
        }
        if (expectation.isClaimed()) { // without an answer: the caller may try again, and meet the next expectation
            refuse("nobody is expected now", null);
            return;
        }
        String objection = objectionTo(theirs);
        if (objection != null) {
            refuse(objection, proofs.refuse(objection));
            return;
        }
        if (!expectation.claim()) {
            refuse("nobody is expected any more", null);
            return;
        }
        decided = true;
        send(proofs.sign(Type.WELCOME, TermsCodec.encode(expectation.terms())));
        expectation.open(context, secret.seals() ? SealedRecords.of(proofs, Direction.FROM_ACCEPTOR) : null);
    }

    private String objectionTo(byte[] theirs) {
        try {
            return expectation.terms().objectionTo(TermsCodec.decode(theirs));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private void send(HandshakeFrame frame) {
        context.writeAndFlush(frame.encode(context.alloc())).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void refuse(String reason, HandshakeFrame answer) {
        if (decided) {
            return;
        }
        decided = true;
        refusals.add(address(), reason);
        ByteBuf last = answer == null ? context.alloc().buffer(0) : answer.encode(context.alloc());
        context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    private String address() {
        return host + ":" + port;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext same, Throwable e) {
        Throwable cause = e instanceof DecoderException && e.getCause() != null ? e.getCause() : e;
        boolean old = cause instanceof HandshakeFrame.OtherVersion; // it reads the version from any frame of ours
        refuse(cause.getMessage(), old ? HandshakeFrame.stranger() : null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext same) throws Exception {
        if (!decided) {
            decided = true;
            refusals.add(address(), "was gone before it had proved itself");
        }
        super.channelInactive(same);
    }
}
