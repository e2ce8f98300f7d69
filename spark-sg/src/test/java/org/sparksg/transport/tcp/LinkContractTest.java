package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.Link.Offer;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.Wire;

/** What every kind of link promises. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinkContractTest {
    private static final Shape WIDE = Shape.of(4, 3, 50);
    private static final Shape NARROW = Shape.of(4, 10);
    private static final Capacity UP = new Capacity(3, List.of(WIDE, NARROW));
    private static final Capacity DOWN = new Capacity(1, Element.F64, List.of(WIDE));

    private final Tensor wide = Tensor.zeros(Element.F32, WIDE);
    private final Tensor narrow = Tensor.zeros(Element.F32, NARROW);
    private final Tensor gradient = Tensor.zeros(Element.F64, WIDE);

    private static Header header(Header.Kind kind, long batch, Tensor... tensors) {
        return new Header(
                kind, 0, batch, 0, List.of(tensors).stream().map(Tensor::shape).toList());
    }

    private Offer up(Link link, long batch, int rows) {
        Tensor first = fill(wide.rows(rows), 2 * batch);
        Tensor second = fill(narrow.rows(rows), 2 * batch + 1);
        return link.offer(header(Header.Kind.ACTIVATION, batch, first, second), first, second);
    }

    private static Tensor fill(Tensor tensor, long seed) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.uniform(seed, i));
        }
        return tensor;
    }

    private static void assertFilled(Tensor tensor, long seed) {
        for (int i = 0; i < tensor.size(); i++) {
            assertEquals(Hash.uniform(seed, i), tensor.get(i), "seed " + seed + ", element " + i);
        }
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield(); // the time limit of the test ends this
        }
    }

    private static Delivery next(Link link) {
        until(() -> link.waiting() > 0);
        return link.poll();
    }

    @ParameterizedTest
    @EnumSource
    void messagesArriveInOrderWithTheirHeadersAndNumbersWhateverTheirRows(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            for (int batch = 0; batch < 40; batch++) {
                int rows = 1 + batch % 4;
                until(new Sending(ends.lower(), batch, rows));
                Delivery delivery = next(ends.upper());
                assertEquals(batch, delivery.header().batchId());
                assertEquals(wide.shape().withRows(rows), delivery.tensor(0).shape());
                assertFilled(delivery.tensor(0), 2L * batch);
                assertFilled(delivery.tensor(1), 2L * batch + 1);
                assertThrows(IllegalArgumentException.class, () -> delivery.tensor(2));
                delivery.release();
            }
        }
    }

    /** Half the bytes, rounded to the nearest; targets beside them are exact. */
    @ParameterizedTest
    @EnumSource
    void numbersTravelInHalfTheBytesWhereTheLinkSaysSo(LinkKind kind) throws Exception {
        Capacity up = new Capacity(3, Element.F32, List.of(WIDE, NARROW), List.of(Wire.BF16, Wire.F32));
        Capacity down = new Capacity(1, Element.F64, List.of(WIDE), List.of(Wire.BF16));
        try (LinkKind.Ends ends = kind.open(up, down)) {
            for (int batch = 0; batch < 10; batch++) {
                int rows = 1 + batch % 4;
                until(new Sending(ends.lower(), batch, rows));
                Delivery delivery = next(ends.upper());
                assertEquals(rows * (150 * 2 + 10 * 4), delivery.bytes());
                assertRounded(delivery.tensor(0), 2L * batch);
                assertFilled(delivery.tensor(1), 2L * batch + 1);
                delivery.release();
            }
            Header header = header(Header.Kind.GRADIENT, 0, fill(gradient, 77));
            until(() -> ends.upper().offer(header, gradient) == Offer.ACCEPTED);
            Delivery reply = next(ends.lower());
            assertRounded(reply.tensor(0), 77);
            reply.release();
        }
    }

    private static void assertRounded(Tensor tensor, long seed) {
        for (int i = 0; i < tensor.size(); i++) {
            double exact = Hash.uniform(seed, i);
            double found = tensor.get(i);
            assertEquals(exact, found, exact / 256, "seed " + seed + ", element " + i);
            assertEquals(0, Float.floatToRawIntBits((float) found) & 0xFFFF, "a number with 16 bits");
        }
    }

    private final class Sending implements BooleanSupplier {
        private final Link link;
        private final long batch;
        private final int rows;

        Sending(Link link, long batch, int rows) {
            this.link = link;
            this.batch = batch;
            this.rows = rows;
        }

        @Override
        public boolean getAsBoolean() {
            return up(link, batch, rows) == Offer.ACCEPTED;
        }
    }

    @ParameterizedTest
    @EnumSource
    void linkIsFullAtExactlyItsSlotsAndOneReleaseMakesRoomForOne(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            for (int batch = 0; batch < UP.slots(); batch++) {
                assertEquals(Offer.ACCEPTED, up(ends.lower(), batch, 4));
            }
            until(() -> ends.upper().waiting() == UP.slots());
            assertEquals(Offer.BACK_PRESSURED, up(ends.lower(), 3, 4));
            Delivery polled = ends.upper().poll();
            assertEquals(Offer.BACK_PRESSURED, up(ends.lower(), 3, 4)); // polled is not released
            polled.release();
            until(new Sending(ends.lower(), 3, 4));
            assertEquals(Offer.BACK_PRESSURED, up(ends.lower(), 4, 4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothDirectionsFlowWithOneSlotToo(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            for (int batch = 0; batch < 20; batch++) {
                Header header = header(Header.Kind.TRUE_GRADIENT, batch, fill(gradient, batch));
                until(() -> ends.upper().offer(header, gradient) == Offer.ACCEPTED);
                Delivery delivery = next(ends.lower());
                assertEquals(header, delivery.header());
                assertFilled(delivery.tensor(0), batch);
                delivery.release();
            }
        }
    }

    /** They take no slot, so they come through where messages do not; many may be one. */
    @ParameterizedTest
    @EnumSource
    void signsComeThroughAFullLinkInEachDirectionAndNeverBack(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            until(() -> up(ends.lower(), 0, 4) == Offer.BACK_PRESSURED);
            for (int round = 0; round < 20; round++) {
                long seen = ends.upper().signs();
                ends.lower().sign();
                ends.lower().sign();
                until(() -> ends.upper().signs() != seen);
            }
            assertEquals(0, ends.lower().signs());
            ends.upper().sign();
            until(() -> ends.lower().signs() != 0);
            assertEquals(UP.slots(), ends.upper().waiting());
            assertEquals(Offer.ACCEPTED, ends.upper().offer(header(Header.Kind.GRADIENT, 0, gradient), gradient));
            assertEquals(0, next(ends.lower()).header().batchId());
        }
    }

    /** A stage may wait for one whose end has come: it hears of that in another way. */
    @ParameterizedTest
    @EnumSource
    void signsForOneWhoHasLeftAreNoTrouble(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            ends.upper().close();
            until(() -> ends.lower().ended());
            for (int i = 0; i < 100; i++) {
                ends.lower().sign();
            }
            assertNull(ends.lower().poll());
            assertEquals(0, ends.lower().signs());
        }
    }

    @ParameterizedTest
    @EnumSource
    void slotsMayBeReleasedInAnyOrder(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            for (int batch = 0; batch < 3; batch++) {
                assertEquals(Offer.ACCEPTED, up(ends.lower(), batch, 4));
            }
            Delivery first = next(ends.upper());
            Delivery second = next(ends.upper());
            second.release();
            until(new Sending(ends.lower(), 3, 2));
            next(ends.upper()).release();
            assertFilled(first.tensor(0), 0);
            Delivery last = next(ends.upper());
            assertEquals(3, last.header().batchId());
            assertFilled(last.tensor(0), 6);
            first.release();
            last.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void arrivalChangesTheVersionOfTheTensors(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            Tensor slot = null;
            long version = 0;
            for (int batch = 0; batch < 4 * UP.slots(); batch++) {
                until(new Sending(ends.lower(), batch, 4));
                Delivery delivery = next(ends.upper());
                Tensor tensor = delivery.tensor(1);
                if (slot == null) {
                    slot = tensor;
                } else if (slot.storage() == tensor.storage()) {
                    assertNotEquals(version, tensor.version());
                }
                version = slot.version();
                delivery.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void goodbyeComesAfterAllMessagesAndIsNoLoss(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            up(ends.lower(), 0, 4);
            up(ends.lower(), 1, 4);
            ends.lower().close();
            assertFalse(ends.upper().ended());
            next(ends.upper()).release();
            next(ends.upper()).release();
            until(() -> ends.upper().ended());
            assertNull(ends.upper().poll());
            assertEquals(Offer.ENDED, ends.upper().offer(header(Header.Kind.GRADIENT, 0, gradient), gradient));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedEndSaysSo(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            up(ends.lower(), 0, 4);
            Delivery held = next(ends.upper());
            ends.upper().close();
            ends.upper().close();
            held.release(); // after the close: harmless
            LinkException closed =
                    assertThrows(LinkException.class, () -> ends.upper().poll());
            assertTrue(closed.getMessage().contains("stage 0"), closed.getMessage());
            assertTrue(closed.getMessage().contains("closed at this end"), closed.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageThatDoesNotFitNamesBothShapes(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            Tensor large = Tensor.zeros(Element.F32, Shape.of(5, 3, 50));
            LinkException refused = assertThrows(
                    LinkException.class, () -> ends.lower().offer(header(Header.Kind.ACTIVATION, 0, large), large));
            assertTrue(refused.getMessage().contains("[5, 3, 50]"), refused.getMessage());
            assertTrue(refused.getMessage().contains("[4, 3, 50]"), refused.getMessage());
            assertThrows(LinkException.class, () -> ends.lower().offer(header(Header.Kind.ACTIVATION, 0, large), wide));
            assertThrows(LinkException.class, () -> ends.upper()
                    .offer(header(Header.Kind.GRADIENT, 0, wide), wide)); // F32 where F64 is agreed
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondReleaseIsRefused(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            up(ends.lower(), 7, 4);
            Delivery delivery = next(ends.upper());
            delivery.release();
            assertThrows(IllegalStateException.class, delivery::release);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoParkingThreadsLoseNothing(LinkKind kind) throws Exception {
        long seed = 42;
        int messages = 5_000;
        Wakeup lower = new ParkingWakeup();
        Wakeup upper = new ParkingWakeup();
        try (LinkKind.Ends ends = kind.open(UP, DOWN, lower, upper)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                Tensor tensor = Tensor.zeros(Element.F32, WIDE);
                for (int batch = 0; batch < messages; batch++) {
                    tensor.set(0, batch);
                    while (ends.lower().offer(header(Header.Kind.ACTIVATION, batch, tensor), tensor)
                            == Offer.BACK_PRESSURED) {
                        lower.await(Long.MAX_VALUE / 2); // a signal that is lost hangs the test
                    }
                }
            });
            SplittableRandom random = new SplittableRandom(seed);
            Deque<Delivery> held = new ArrayDeque<>();
            for (int batch = 0; batch < messages; ) {
                Delivery delivery = ends.upper().poll();
                if (delivery == null) {
                    upper.await(Long.MAX_VALUE / 2);
                } else {
                    assertEquals(batch, delivery.header().batchId(), "seed " + seed);
                    assertEquals((float) batch, delivery.tensor(0).get(0), "seed " + seed);
                    batch++;
                    held.add(delivery);
                }
                while (held.size() == UP.slots() || (!held.isEmpty() && random.nextInt(3) > 0)) {
                    (random.nextBoolean() ? held.removeFirst() : held.removeLast()).release();
                }
                if (delivery == null && !held.isEmpty()) {
                    held.removeFirst().release();
                }
            }
            sending.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void arrivalIsStampedWithTheClock(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            long before = System.nanoTime();
            up(ends.lower(), 0, 4);
            Delivery delivery = next(ends.upper());
            long after = System.nanoTime();
            assertTrue(delivery.arrivedNs() - before >= 0 && after - delivery.arrivedNs() >= 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsCountTheSameBytes(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(UP, DOWN)) {
            int messages = 40;
            long payload = 0;
            for (int batch = 0; batch < messages; batch++) {
                int rows = 1 + batch % 4;
                until(new Sending(ends.lower(), batch, rows));
                next(ends.upper()).release();
                payload += (long) Float.BYTES * rows * (wide.size() + narrow.size()) / wide.rows();
            }
            if (kind == LinkKind.MEMORY) {
                assertEquals(0, ends.lower().sentBytes() + ends.upper().receivedBytes(), "no network");
                return;
            }
            long frames = 1_000L * messages; // heads of messages, credits
            until(() -> ends.upper().receivedBytes() == ends.lower().sentBytes());
            until(() -> ends.lower().receivedBytes() == ends.upper().sentBytes());
            long sent = ends.lower().sentBytes();
            assertTrue(sent > payload && sent < payload + frames, sent + " bytes for " + payload);
            assertTrue(ends.upper().sentBytes() < frames, "only credits go down");
        }
    }
}
