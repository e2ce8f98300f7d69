package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.transport.Ring;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolTest {
    @Test
    void whatCameBackLastIsTakenFirst() {
        Pool<Integer> pool = new Pool<>(3);
        pool.put(1);
        pool.put(2);
        assertEquals(2, pool.take());
        pool.put(3);
        assertEquals(3, pool.take());
        assertEquals(1, pool.take());
        assertNull(pool.take());
    }

    @Test
    void moreThanItHoldsIsRefused() {
        Pool<Integer> pool = new Pool<>(1);
        pool.put(1);
        assertThrows(IllegalStateException.class, () -> pool.put(2));
    }

    @Test
    void nothingIsLostOrDoubledBetweenTwoThreads() {
        int elements = 4;
        Pool<int[]> pool = new Pool<>(elements);
        Ring<int[]> used = new Ring<>(elements);
        for (int i = 0; i < elements; i++) {
            pool.put(new int[1]);
        }
        int turns = 100_000;
        CompletableFuture<Void> giving = CompletableFuture.runAsync(() -> {
            for (int turn = 0; turn < turns; ) {
                int[] element = used.take();
                if (element == null) {
                    Thread.yield();
                    continue;
                }
                assertEquals(1, element[0]--);
                pool.put(element);
                turn++;
            }
        });
        for (int turn = 0; turn < turns && !giving.isCompletedExceptionally(); ) {
            int[] element = pool.take();
            if (element == null) {
                Thread.yield();
                continue;
            }
            assertEquals(0, element[0]++);
            used.put(element);
            turn++;
        }
        giving.join();
    }
}
