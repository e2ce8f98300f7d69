package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparksg.tensor.Bf16;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Header;
import org.sparksg.transport.HeaderCodec;
import org.sparksg.transport.Wire;

/**
 * The memory of one message on its way out, allocated once. The tensors lie at a fixed place; prefix and header are put right
 * before them, so that a message is one run of bytes and one system call.
 */
final class Parcel implements ChannelFutureListener {
    private static final int HEAD = 576; // prefix and longest header, rounded up to a cache line

    private final ByteBuf bytes;
    private final ByteBuffer view;
    private final Capacity capacity;
    private final Pool<Parcel> home;
    private int start;
    private int end;

    Parcel(Capacity capacity, Pool<Parcel> home) {
        int size = HEAD + capacity.messageBytes();
        bytes = Unpooled.directBuffer(size, size);
        view = bytes.nioBuffer(0, size).order(ByteOrder.nativeOrder());
        this.capacity = capacity;
        this.home = home;
    }

    void pack(HeaderCodec codec, Header header, Tensor first, Tensor second) {
        int headerLength = codec.encode(header);
        end = HEAD;
        append(header, 0, first);
        if (second != null) {
            append(header, 1, second);
        }
        view.put(HEAD - headerLength, codec.buffer(), 0, headerLength);
        start = HEAD - headerLength - Frame.PREFIX;
        Frame.write(bytes, start, Frame.Type.MESSAGE, headerLength, end - HEAD, 0);
    }

    private void append(Header header, int index, Tensor tensor) {
        int place = capacity.place(header.shapes(), index);
        if (capacity.wires().get(place) == Wire.BF16) {
            Bf16.round(tensor, view, end);
        } else {
            ByteBuffer from = tensor.bytes();
            view.put(end, from, 0, from.limit());
        }
        end += capacity.bytes(place, tensor.shape());
    }

    /** Returns how many bytes it has on its way. */
    int length() {
        return end - start;
    }

    /** Writes it, with credits for the other direction. Event loop only. */
    ChannelFuture write(Channel channel, int credits) {
        Frame.setCredits(bytes, start, credits);
        return channel.write(bytes.retain().setIndex(start, end)).addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        home.put(this); // a failed write closes the channel, which tells its story itself
    }

    void free() {
        bytes.release();
    }
}
