package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** However the two ends of a link part, nobody is told of an exception that means nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FarewellTest {
    private static final Capacity CAPACITY = new Capacity(4, List.of(Shape.of(2, 2)));
    private static final LinkTerms TERMS = new LinkTerms("farewell", 0, 0, 1, CAPACITY, CAPACITY);
    private static final Header HEADER = new Header(Header.Kind.ACTIVATION, 0, 0, 0, List.of(Shape.of(2, 2)));

    private static final ByteBufAllocatorMetric MEMORY = UnpooledByteBufAllocator.DEFAULT.metric();

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(2));
    private final Tensor tensor = Tensor.zeros(Element.F32, Shape.of(2, 2));

    /** How a stage ends. */
    enum End {
        IN_ORDER {
            @Override
            void of(Link link, EventLoops loops) {
                link.close();
                loops.close();
            }
        },
        INTERRUPTED {
            @Override
            void of(Link link, EventLoops loops) {
                Thread.currentThread().interrupt();
                link.close();
                loops.close();
                Thread.interrupted();
            }
        },
        LOOPS_FIRST {
            @Override
            void of(Link link, EventLoops loops) {
                loops.close();
                link.close();
            }
        },
        LOOPS_FIRST_INTERRUPTED {
            @Override
            void of(Link link, EventLoops loops) {
                Thread.currentThread().interrupt();
                loops.close();
                link.close();
                Thread.interrupted();
            }
        };

        abstract void of(Link link, EventLoops loops);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void partingIsQuiet(End end) throws Exception {
        ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
        AbstractAppender appender = new AbstractAppender("complaints", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                Throwable thrown = event.getThrown();
                for (Throwable at = thrown; at != null; at = at.getCause()) {
                    if (at instanceof RejectedExecutionException) {
                        complaints.add(event.getLoggerName() + ": "
                                + event.getMessage().getFormattedMessage());
                    }
                }
            }
        };
        appender.start();
        Logger root = (Logger) LogManager.getRootLogger();
        root.addAppender(appender);
        long before = MEMORY.usedDirectMemory();
        try {
            for (int round = 0; round < 100; round++) {
                part(end, round);
            }
        } finally {
            root.removeAppender(appender);
        }
        assertEquals(List.of(), List.copyOf(complaints));
        for (int i = 0; i < 100 && MEMORY.usedDirectMemory() > before; i++) {
            Thread.sleep(50); // the loops of the last round end
        }
        assertTrue(
                MEMORY.usedDirectMemory() <= before,
                "buffers of " + (MEMORY.usedDirectMemory() - before) + " bytes were not given back");
    }

    private void part(End end, int round) throws Exception {
        RunSecret secret = RunSecret.random();
        EventLoops loops = new EventLoops("upper", 1, round % 2 == 0);
        EventLoops peerLoops = new EventLoops("lower", 1, round % 2 == 0);
        LinkServer server = new LinkServer(loops, settings, secret);
        CompletableFuture<Link> calling =
                CompletableFuture.supplyAsync(() -> new LinkConnector(peerLoops, settings, secret)
                        .connect("127.0.0.1", server.port(), TERMS, Wakeup.NONE, () -> false));
        Link link = server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false);
        server.close();
        Link peer = calling.get();
        for (int i = 0; i < 4; i++) {
            peer.offer(HEADER, tensor);
            link.offer(HEADER, tensor);
        }
        Delivery first = null;
        while (first == null) {
            first = link.poll();
        }
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> end.of(peer, peerLoops));
        if (round % 4 < 2) {
            other.get(); // hears the farewell before it ends itself
        }
        first.release();
        end.of(link, loops);
        other.get();
    }
}
