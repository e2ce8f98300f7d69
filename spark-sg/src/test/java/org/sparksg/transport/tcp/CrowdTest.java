package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Link;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** An honest neighbour among many that say nothing: all of them have its address. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrowdTest {
    private static final Capacity CAPACITY = new Capacity(2, List.of(Shape.of(8, 4)));
    private static final LinkTerms TERMS = new LinkTerms("crowd", 0, 0, 1, CAPACITY, CAPACITY);
    private static final double LIMIT_SECONDS = 2;

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(20));
    private final RunSecret secret = RunSecret.random();
    private final EventLoops loops = new EventLoops("crowd", 1);
    private final EventLoops callerLoops = new EventLoops("honest", 1);
    private final LinkServer server = new LinkServer(loops, settings, secret, line -> {});
    private final List<Socket> silent = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void close() throws Exception {
        over.set(true);
        for (Socket socket : silent) {
            socket.close();
        }
        server.close();
        callerLoops.close();
        loops.close();
    }

    private CompletableFuture<Link> calling() {
        return CompletableFuture.supplyAsync(() -> new LinkConnector(callerLoops, settings, secret)
                .connect("127.0.0.1", server.port(), TERMS, Wakeup.NONE, () -> false));
    }

    private CompletableFuture<Link> accepting() {
        return CompletableFuture.supplyAsync(() -> server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false));
    }

    private void crowd(int callers) throws IOException {
        for (int i = 0; i < callers; i++) {
            Socket socket = new Socket();
            socket.setSoLinger(true, 0);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()), 1_000);
            silent.add(socket);
        }
    }

    private static void end(CompletableFuture<Link> one, CompletableFuture<Link> other) {
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> one.join().close());
        other.join().close();
        closing.join();
    }

    private static void assertSoon(long start, CompletableFuture<Link> link) {
        link.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds < LIMIT_SECONDS, "let in after " + seconds + " s");
    }

    @Test
    void neighbourInTheMiddleOfAQueueIsLetIn() throws Exception {
        crowd(50);
        CompletableFuture<Link> calling = calling();
        Thread.sleep(200); // it stands in the queue
        crowd(50);
        long start = System.nanoTime();
        CompletableFuture<Link> accepting = accepting();
        assertSoon(start, calling);
        end(calling, accepting);
    }

    @Test
    void neighbourIsLetInUnderAThousandSilentCallersASecond() throws Exception {
        CompletableFuture<Link> accepting = accepting();
        List<Thread> flood = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(this::flood);
            thread.setDaemon(true);
            thread.start();
            flood.add(thread);
        }
        Thread.sleep(1_000);
        long start = System.nanoTime();
        CompletableFuture<Link> calling = calling();
        assertSoon(start, calling);
        end(calling, accepting);
        over.set(true);
        for (Thread thread : flood) {
            thread.join();
        }
    }

    /** 250 a second, of which the last 100 stay open. */
    private void flood() {
        List<Socket> open = new ArrayList<>();
        try {
            for (long due = System.nanoTime(); !over.get(); due += 4_000_000) {
                LockSupport.parkNanos(due - System.nanoTime());
                Socket socket = new Socket();
                socket.setSoLinger(true, 0);
                open.add(socket);
                socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()), 1_000);
                if (open.size() > 100) {
                    open.remove(0).close();
                }
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            return; // the server is closed
        }
    }
}
