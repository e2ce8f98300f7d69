package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UndisturbedTest {

    @Test
    void workIsNotInterruptedButItsCallerIs() {
        Thread.currentThread().interrupt();
        assertFalse(Undisturbed.get(() -> Thread.currentThread().isInterrupted()));
        assertTrue(Thread.interrupted());
    }

    @Test
    void resultAndFailureAreThoseOfTheWork() {
        assertEquals(7, Undisturbed.get(() -> 7));
        var trouble = new IllegalStateException("disk full");
        assertSame(
                trouble,
                assertThrows(
                        IllegalStateException.class,
                        () -> Undisturbed.run(() -> {
                            throw trouble;
                        })));
    }
}
