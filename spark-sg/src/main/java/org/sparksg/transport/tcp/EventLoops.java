package org.sparksg.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The Netty threads of a stage, daemons: epoll where the machine has it, else NIO. Close the links first. */
public final class EventLoops implements AutoCloseable {
    private static final long CLOSE_LIMIT_SECONDS = 5;

    private final EventLoopGroup group;
    private final boolean epoll;

    /** Starts threads with this name. One is enough for the links of a stage. */
    public EventLoops(String name, int threads) {
        this(name, threads, Epoll.isAvailable());
    }

    @SuppressWarnings("deprecation") // the constructors that Netty 4.2 recommends are not in Netty 4.1
    EventLoops(String name, int threads, boolean epoll) {
        ThreadFactory factory = new DefaultThreadFactory(name, true);
        this.epoll = epoll;
        this.group = epoll ? new EpollEventLoopGroup(threads, factory) : new NioEventLoopGroup(threads, factory);
    }

    /** Returns what calls one peer once. */
    Bootstrap bootstrap() {
        return new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new ReadTarget());
    }

    /** Returns what listens for peers. It accepts nobody until it is told to read. */
    ServerBootstrap serverBootstrap() {
        return new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                // One by one, with a look at what the others say in between: in a crowd nobody waits for long.
                .option(ChannelOption.RCVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    /** Closes a channel, sooner or later. Nobody listens: after its event loop has ended that would be complained of. */
    static void hangUp(Channel channel) {
        ChannelFuture unused = channel.close(); // a channel that cannot be closed is closed
    }

    /** Hangs up at once and leaves no trace: the system keeps an address in use for a minute after a proper farewell. */
    static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // it is gone
        }
        hangUp(channel);
    }

    /** Stops the threads; closes whatever is still open. Waits 5 s at most. */
    @Override
    public void close() {
        try {
            group.shutdownGracefully(0, CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)
                    .await(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
