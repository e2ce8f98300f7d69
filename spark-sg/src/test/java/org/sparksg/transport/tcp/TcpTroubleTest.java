package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.Link.Offer;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** A peer that dies, freezes, or only is silent. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpTroubleTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1500);
    private static final Capacity CAPACITY = new Capacity(4, List.of(Shape.of(2, 2)));
    private static final LinkTerms TERMS = new LinkTerms("trouble", 0, 0, 1, CAPACITY, CAPACITY);
    private static final Header HEADER = new Header(Header.Kind.ACTIVATION, 0, 0, 0, List.of(Shape.of(2, 2)));

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(TIMEOUT);
    private final Tensor tensor = Tensor.zeros(Element.F32, Shape.of(2, 2));
    private final RunSecret secret = RunSecret.random();
    private final EventLoops loops = new EventLoops("survivor", 1);
    private final EventLoops peerLoops = new EventLoops("victim", 1);
    private final LinkServer server = new LinkServer(loops, settings, secret);
    private final Wakeup wakeup = new ParkingWakeup();
    private Link peer;
    private Link link;

    @BeforeEach
    void open() throws Exception {
        CompletableFuture<Link> calling =
                CompletableFuture.supplyAsync(() -> new LinkConnector(peerLoops, settings, secret)
                        .connect("127.0.0.1", server.port(), TERMS, Wakeup.NONE, () -> false));
        link = server.accept(TERMS.mirrored(), wakeup, () -> false);
        peer = calling.get();
    }

    @AfterEach
    void close() {
        link.close();
        server.close();
        peerLoops.close();
        loops.close();
    }

    private LinkException awaitLoss() {
        while (true) {
            try {
                assertNull(link.poll());
                wakeup.await(Long.MAX_VALUE / 2); // a loss that does not wake the stage hangs the test
            } catch (LinkException lost) {
                return lost;
            }
        }
    }

    private static void assertSays(String part, LinkException e) {
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void killedPeerIsNoticedAtOnceAndNamed() {
        peerLoops.close(); // the sockets of a killed process close without a goodbye
        LinkException lost = awaitLoss();
        assertSays("stage 0 at 127.0.0.1:", lost);
        assertSays("connection lost after 0 messages (closed by the peer without a goodbye)", lost);
        assertFalse(link.ended());
        assertSays("connection lost", assertThrows(LinkException.class, () -> link.offer(HEADER, tensor)));
    }

    @Test
    void messagesThatArrivedBeforeALossAreDeliveredFirst() {
        for (int i = 0; i < 3; i++) {
            assertEquals(Offer.ACCEPTED, peer.offer(HEADER, tensor));
        }
        while (link.waiting() < 3) {
            wakeup.await(Long.MAX_VALUE / 2);
        }
        peerLoops.close();
        while (assertDoesNotLoseYet()) {
            wakeup.await(1_000_000);
        }
        for (int i = 0; i < 3; i++) {
            link.poll().release();
        }
        assertSays("after 3 messages", awaitLoss());
    }

    // True until an offer, which looks for a loss first, sees it.
    private boolean assertDoesNotLoseYet() {
        try {
            link.offer(HEADER, tensor);
            return true;
        } catch (LinkException lost) {
            return false;
        }
    }

    @Test
    void frozenPeerIsNoticedWithinTheTimeout() {
        CountDownLatch thaw = new CountDownLatch(1);
        peerLoops.bootstrap().config().group().execute(() -> assertDoesNotThrow(() -> thaw.await()));
        long start = System.nanoTime();
        LinkException lost = awaitLoss();
        long millis = (System.nanoTime() - start) / 1_000_000;
        thaw.countDown();
        assertSays("stage 0 at 127.0.0.1:", lost);
        assertSays("nothing heard for", lost);
        assertSays("transport.timeout = 1.5 s", lost);
        assertTrue(millis >= 1_000 && millis < 5_000, millis + " ms");
    }

    @Test
    void peerWithNothingToSayStaysConnected() {
        long end = System.nanoTime() + 3 * TIMEOUT.toNanos();
        while (end - System.nanoTime() > 0) {
            assertNull(link.poll());
            wakeup.await(end - System.nanoTime());
        }
        assertEquals(Offer.ACCEPTED, peer.offer(HEADER, tensor));
        while (link.waiting() == 0) {
            wakeup.await(Long.MAX_VALUE / 2);
        }
        link.poll().release();
    }

    @Test
    void closingTowardsAFrozenPeerEnds() {
        CountDownLatch thaw = new CountDownLatch(1);
        peerLoops.bootstrap().config().group().execute(() -> assertDoesNotThrow(() -> thaw.await()));
        long start = System.nanoTime();
        link.close();
        thaw.countDown();
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }

    @Test
    void portServesASecondLinkAfterTheFirstWasLost() throws Exception {
        peerLoops.close();
        awaitLoss();
        link.close();
        try (EventLoops fresh = new EventLoops("successor", 1)) {
            CompletableFuture<Link> calling =
                    CompletableFuture.supplyAsync(() -> new LinkConnector(fresh, settings, secret)
                            .connect("127.0.0.1", server.port(), TERMS, Wakeup.NONE, () -> false));
            link = server.accept(TERMS.mirrored(), wakeup, () -> false);
            assertEquals(Offer.ACCEPTED, calling.get().offer(HEADER, tensor));
            while (link.waiting() == 0) {
                wakeup.await(Long.MAX_VALUE / 2);
            }
            calling.get().close();
        }
    }

    @Test
    void noThreadIsLeftAfterTheClose() throws InterruptedException {
        peer.close();
        link.close();
        server.close();
        peerLoops.close();
        loops.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("survivor") || thread.getName().startsWith("victim")) {
                thread.join(5_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }
}
