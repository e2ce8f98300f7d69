package org.sparksg.transport.tcp;

import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Link;
import org.sparksg.transport.MemoryLink;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** The kinds of link that keep the same promises. */
enum LinkKind {
    MEMORY,
    TCP_EPOLL,
    TCP_NIO,
    TCP_SEALED;

    /** Two ends of an open link, and what carries them. */
    record Ends(Link lower, Link upper, AutoCloseable carrier) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(lower::close);
            upper.close();
            closing.join();
            carrier.close();
        }
    }

    Ends open(Capacity up, Capacity down) throws Exception {
        return open(up, down, Wakeup.NONE, Wakeup.NONE);
    }

    Ends open(Capacity up, Capacity down, Wakeup lower, Wakeup upper) throws Exception {
        return switch (this) {
            case MEMORY -> {
                MemoryLink.Pair pair = MemoryLink.pair(
                        up,
                        down,
                        new MemoryLink.End("stage 0", lower),
                        new MemoryLink.End("stage 1", upper),
                        System::nanoTime);
                yield new Ends(pair.lower(), pair.upper(), () -> {});
            }
            case TCP_EPOLL -> {
                Assumptions.assumeTrue(Epoll.isAvailable(), "this machine has no epoll");
                yield tcp(true, RunSecret.random(), up, down, lower, upper);
            }
            case TCP_NIO -> tcp(false, RunSecret.random(), up, down, lower, upper);
            case TCP_SEALED -> {
                boolean epoll = Epoll.isAvailable();
                yield tcp(epoll, RunSecret.random().sealing(true), up, down, lower, upper);
            }
        };
    }

    private static Ends tcp(boolean epoll, RunSecret secret, Capacity up, Capacity down, Wakeup lower, Wakeup upper)
            throws Exception {
        TransportSettings settings =
                TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(10));
        EventLoops below = new EventLoops("lower", 1, epoll);
        EventLoops above = new EventLoops("upper", 1, epoll);
        LinkTerms terms = new LinkTerms("contract", 0, 0, 1, up, down);
        try (LinkServer server = new LinkServer(above, settings, secret)) {
            LinkConnector connector = new LinkConnector(below, settings, secret);
            CompletableFuture<Link> calling = CompletableFuture.supplyAsync(
                    () -> connector.connect("127.0.0.1", server.port(), terms, lower, () -> false));
            Link accepted = server.accept(terms.mirrored(), upper, calling::isCompletedExceptionally);
            return new Ends(calling.get(), accepted, () -> {
                below.close();
                above.close();
            });
        }
    }
}
