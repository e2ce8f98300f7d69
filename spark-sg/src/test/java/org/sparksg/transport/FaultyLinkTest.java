package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class FaultyLinkTest {
    private static final Capacity CAPACITY = new Capacity(4, List.of(Shape.of(1, 2)));
    private static final long MILLI = 1_000_000;

    private final Tensor tensor = Tensor.zeros(Element.F32, Shape.of(1, 2));
    private long now = Long.MAX_VALUE - 5 * MILLI; // so that the clock runs over, as nanoTime may
    private final MemoryLink.Pair pair = MemoryLink.pair(
            CAPACITY,
            CAPACITY,
            new MemoryLink.End("lower", Wakeup.NONE),
            new MemoryLink.End("upper", Wakeup.NONE),
            () -> now);
    private final Link sender = pair.lower();

    private Link receiver(Faults faults) {
        return new FaultyLink(pair.upper(), faults, () -> now, Wakeup.NONE);
    }

    private Link.Offer send(long batch) {
        return sender.offer(new Header(Header.Kind.ACTIVATION, 0, batch, 0, List.of(tensor.shape())), tensor);
    }

    private List<Long> receiveAll(Link receiver) {
        List<Long> batches = new ArrayList<>();
        for (Delivery next = receiver.poll(); next != null; next = receiver.poll()) {
            batches.add(next.header().batchId());
            next.release();
        }
        return batches;
    }

    @Test
    void messageBecomesVisibleItsDelayAfterItsArrival() {
        Link receiver = receiver(Faults.delay(Duration.ofMillis(10)));
        send(0);
        now += 9 * MILLI; // the receiver looks for the first time long after the arrival
        assertNull(receiver.poll());
        assertEquals(0, receiver.waiting());
        now += MILLI;
        assertEquals(1, receiver.waiting());
        assertEquals(List.of(0L), receiveAll(receiver));
    }

    @Test
    void delaysOverlap() {
        Link receiver = receiver(Faults.delay(Duration.ofMillis(10)));
        for (int batch = 0; batch < 4; batch++) {
            assertEquals(Link.Offer.ACCEPTED, send(batch));
            now += MILLI;
        }
        assertEquals(Link.Offer.BACK_PRESSURED, send(4)); // a message under way keeps its slot
        now += 6 * MILLI;
        assertEquals(List.of(0L), receiveAll(receiver));
        now += 3 * MILLI;
        assertEquals(List.of(1L, 2L, 3L), receiveAll(receiver));
    }

    /** Two numbers of 32 bits: at 64 kbit/s a message takes a millisecond. */
    @Test
    void narrowLineLetsOneMessageThroughAfterTheOther() {
        Link receiver = receiver(new Faults(0, Duration.ofMillis(2), Duration.ZERO, 0, 0, 64_000));
        for (int batch = 0; batch < 3; batch++) {
            send(batch);
        }
        now += 3 * MILLI - 1;
        assertEquals(List.of(), receiveAll(receiver));
        now += 1;
        assertEquals(List.of(0L), receiveAll(receiver));
        now += MILLI;
        assertEquals(List.of(1L), receiveAll(receiver));
        now += 100 * MILLI; // the line is free again
        assertEquals(List.of(2L), receiveAll(receiver));
        send(3);
        now += 3 * MILLI - 1;
        assertEquals(List.of(), receiveAll(receiver));
        now += 1;
        assertEquals(List.of(3L), receiveAll(receiver));
    }

    @Test
    void jitterKeepsTheOrder() {
        Link receiver = receiver(new Faults(3, Duration.ZERO, Duration.ofMillis(20), 0, 0, 0));
        List<Long> received = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        for (long batch = 0; batch < 200; batch++) {
            now += MILLI;
            received.addAll(receiveAll(receiver));
            if (send(batch) == Link.Offer.ACCEPTED) {
                sent.add(batch);
            }
        }
        now += 20 * MILLI;
        received.addAll(receiveAll(receiver));
        assertEquals(sent, received);
        assertTrue(sent.size() < 200, "the jitter was too short to be seen");
    }

    @Test
    void lossTakesItsShareAndGivesTheSlotBack() {
        Link receiver = receiver(new Faults(5, Duration.ZERO, Duration.ZERO, 0.25, 0, 0));
        int received = 0;
        for (long batch = 0; batch < 4_000; batch++) {
            assertEquals(Link.Offer.ACCEPTED, send(batch));
            received += receiveAll(receiver).size();
        }
        assertEquals(3_000, received, 150);
    }

    @Test
    void sameSeedLosesTheSameMessages() {
        assertEquals(survivors(8), survivors(8));
        assertFalse(survivors(8).equals(survivors(9)));
    }

    private List<Long> survivors(long seed) {
        Link receiver = receiver(new Faults(seed, Duration.ZERO, Duration.ZERO, 0.5, 0, 0));
        List<Long> batches = new ArrayList<>();
        for (long batch = 0; batch < 64; batch++) {
            send(batch);
            batches.addAll(receiveAll(receiver));
        }
        return batches;
    }

    @Test
    void linkBreaksAfterTheGivenNumberOfMessages() {
        Link receiver = receiver(new Faults(0, Duration.ZERO, Duration.ZERO, 0, 2, 0));
        for (int batch = 0; batch < 4; batch++) {
            send(batch);
        }
        assertNotNull(receiver.poll());
        assertNotNull(receiver.poll());
        LinkException lost = assertThrows(LinkException.class, receiver::poll);
        assertTrue(lost.getMessage().contains("lower: connection lost after 2 messages"), lost.getMessage());
        assertThrows(LinkException.class, () -> receiver.offer(null, tensor));
    }

    @Test
    void delayedMessagesComeBeforeTheEnd() {
        Link receiver = receiver(Faults.delay(Duration.ofMillis(10)));
        send(0);
        sender.close();
        assertNull(receiver.poll());
        assertFalse(receiver.ended());
        now += 10 * MILLI;
        assertEquals(List.of(0L), receiveAll(receiver));
        assertTrue(receiver.ended());
    }

    @Test
    void dueMessageWakesAThreadThatParks() {
        ParkingWakeup wakeup = new ParkingWakeup();
        MemoryLink.Pair real = MemoryLink.pair(CAPACITY, CAPACITY, "lower", "upper");
        Link receiver = FaultyLink.of(real.upper(), Faults.delay(Duration.ofMillis(50)), wakeup);
        real.lower().offer(new Header(Header.Kind.ACTIVATION, 0, 0, 0, List.of(tensor.shape())), tensor);
        long start = System.nanoTime();
        int waits = 0;
        while (receiver.poll() == null) {
            wakeup.await(60_000 * MILLI);
            waits++;
        }
        assertTrue(System.nanoTime() - start < 10_000 * MILLI, "woke after the limit of the wait only");
        assertTrue(waits < 100, waits + " waits: spins instead of parking");
    }

    @Test
    void noFaultsMeanNoDecoration() {
        assertTrue(FaultyLink.of(sender, Faults.NONE, Wakeup.NONE) == sender);
    }
}
