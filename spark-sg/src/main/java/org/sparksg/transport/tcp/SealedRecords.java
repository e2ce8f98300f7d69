package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import org.sparksg.transport.tcp.Proofs.Direction;

/**
 * Seals what goes out and opens what comes in, below a {@link LinkHandler} that knows nothing of it. The bytes of its frames
 * are cut into records of at most {@value #MAX_PLAIN} bytes; each goes as its length when sealed (4 bytes, big-endian) and the
 * sealed bytes. Nothing of a record is handed on before its seal was found good. Belongs to the event loop; all memory but the
 * pooled buffers that go to the socket is made once.
 */
final class SealedRecords extends ChannelDuplexHandler {
    /** Large enough for the cipher to be at its fastest, small enough to stay in a cache. */
    static final int MAX_PLAIN = 64 * 1024;

    private static final int MAX_SEALED = MAX_PLAIN + Seal.TAG_BYTES;

    private final Seal outwards;
    private final Seal inwards;

    private final byte[] plainOut = new byte[MAX_PLAIN];
    private final byte[] sealedOut = new byte[MAX_SEALED];

    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private final ByteBuffer sealedIn = ByteBuffer.allocate(MAX_SEALED);
    private final byte[] plainIn = new byte[MAX_PLAIN];
    private final ByteBuf opened = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(plainIn));
    private boolean broken;

    private SealedRecords(byte[] outwards, byte[] inwards) {
        this.outwards = Seal.sealing(outwards);
        this.inwards = Seal.opening(inwards);
    }

    /** Creates one for an end, after the nonces of the connection were told. {@code outwards}: where its bytes go. */
    static SealedRecords of(Proofs proofs, Direction outwards) {
        Direction inwards = outwards == Direction.FROM_CONNECTOR ? Direction.FROM_ACCEPTOR : Direction.FROM_CONNECTOR;
        return new SealedRecords(proofs.key(outwards), proofs.key(inwards));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ReadTarget.buffered(context.channel(), Integer.BYTES + MAX_SEALED);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        try {
            while (plain.readableBytes() > MAX_PLAIN) {
                context.write(seal(context, plain, MAX_PLAIN)).addListener(written -> {}); // the last one fails, too
            }
            context.write(seal(context, plain, plain.readableBytes()), promise).addListener(written -> {});
        } finally {
            plain.release();
        }
    }

    private ByteBuf seal(ChannelHandlerContext context, ByteBuf plain, int bytes) {
        plain.readBytes(plainOut, 0, bytes);
        int sealed = outwards.next(plainOut, bytes, sealedOut);
        int record = Integer.BYTES + sealed;
        return context.alloc().directBuffer(record, record).writeInt(sealed).writeBytes(sealedOut, 0, sealed);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !broken) {
                read(context, in);
            }
        } catch (IllegalArgumentException e) {
            broken = true; // nothing that comes later can be believed
            context.fireExceptionCaught(e);
        } finally {
            in.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf in) {
        if (length.hasRemaining()) {
            fill(length, in);
            if (!length.hasRemaining()) {
                expect(length.getInt(0));
            }
            return;
        }
        fill(sealedIn, in);
        if (!sealedIn.hasRemaining()) {
            int bytes = inwards.next(sealedIn.array(), sealedIn.limit(), plainIn);
            length.clear();
            context.fireChannelRead(opened.setIndex(0, bytes));
        }
    }

    private void expect(int bytes) {
        if (bytes <= Seal.TAG_BYTES || bytes > MAX_SEALED) {
            throw new IllegalArgumentException("record of " + Integer.toUnsignedString(bytes)
                    + " sealed bytes: must be " + (Seal.TAG_BYTES + 1) + " to " + MAX_SEALED);
        }
        sealedIn.clear().limit(bytes);
    }

    private static void fill(ByteBuffer to, ByteBuf from) {
        int limit = to.limit();
        to.limit(Math.min(limit, to.position() + from.readableBytes()));
        from.readBytes(to);
        to.limit(limit);
    }
}
