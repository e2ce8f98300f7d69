package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.Supplier;

/**
 * Tells a channel where to read to: into the memory where the next bytes belong, if they are those of a tensor, else into
 * a small pooled buffer. Each channel has its own. Belongs to the event loop.
 */
final class ReadTarget extends DefaultMaxMessagesRecvByteBufAllocator {
    /** What is read when a frame starts: the prefix, the header, and small tensors as a whole. */
    static final int SMALL_BYTES = 4 * 1024;

    private static final int READS = 8; // in a row, before the loop looks after its other work

    private Supplier<ByteBuf> tensor = () -> null;
    private int bytes = SMALL_BYTES;

    ReadTarget() {
        super(READS);
    }

    /**
     * Makes a channel whose allocator is of this class read tensors straight into the buffer that the supplier returns, if
     * it is not null. The channel's handlers see that same buffer, with its new bytes.
     */
    static void direct(Channel channel, Supplier<ByteBuf> tensor) {
        ReadTarget target = channel.config().getRecvByteBufAllocator();
        target.tensor = tensor;
    }

    /** Makes a channel whose allocator is of this class read into pooled buffers of so many bytes, whatever comes. */
    static void buffered(Channel channel, int bytes) {
        ReadTarget target = channel.config().getRecvByteBufAllocator();
        target.tensor = () -> null;
        target.bytes = bytes;
    }

    @Override
    @SuppressWarnings("deprecation") // the only type of handle that Netty 4.1 and 4.2 share
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return bytes;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                ByteBuf memory = tensor.get();
                return memory == null ? super.allocate(allocator) : memory;
            }
        };
    }
}
