package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParkingWakeupTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);

    private final ParkingWakeup wakeup = new ParkingWakeup();

    @Test
    void signalBeforeTheWaitIsNotLost() {
        wakeup.signal();
        wakeup.await(LONG); // ends the test in time, or not
    }

    @Test
    void waitEndsAtItsLimit() {
        long start = System.nanoTime();
        wakeup.await(20_000_000);
        assertTrue(System.nanoTime() - start >= 20_000_000);
    }

    @Test
    void waitEndsAtTheTimeOfTheAlarm() {
        long start = System.nanoTime();
        wakeup.signalAt(start + LONG);
        wakeup.signalAt(start + 20_000_000);
        wakeup.await(LONG);
        assertTrue(System.nanoTime() - start >= 20_000_000);
    }

    @Test
    void alarmIsForOneWaitOnly() {
        wakeup.signalAt(System.nanoTime());
        wakeup.await(LONG);
        long start = System.nanoTime();
        wakeup.await(20_000_000);
        assertTrue(System.nanoTime() - start >= 20_000_000);
    }

    @Test
    void interruptEndsTheWaitAndStaysVisible() {
        Thread.currentThread().interrupt();
        wakeup.await(LONG);
        assertTrue(Thread.interrupted());
    }

    @Test
    void noSignalIsLostBetweenTwoThreads() throws InterruptedException {
        // Two threads hand a number to and fro; each waits for hours unless the other wakes it. A lost signal hangs.
        ParkingWakeup there = new ParkingWakeup();
        AtomicLong ball = new AtomicLong();
        long strokes = 50_000;
        Thread other = new Thread(() -> play(ball, 1, strokes, there, wakeup));
        other.start();
        play(ball, 0, strokes, wakeup, there);
        other.join();
        assertEquals(strokes, ball.get());
    }

    private static void play(AtomicLong ball, int parity, long strokes, Wakeup own, Wakeup other) {
        while (ball.get() < strokes) {
            if (ball.get() % 2 == parity) {
                ball.incrementAndGet();
                other.signal();
            } else {
                own.await(LONG);
            }
        }
    }
}
