package org.sparksg.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TeeTest {
    private static final Event EVENT = new Event.Interval(0, "forward", 1, 2, 3);

    private final Recorder one = new Recorder();
    private final Recorder two = new Recorder();

    private record Broken(String message) implements Sink {
        @Override
        public void accept(Event event) {
            throw new IllegalStateException(message);
        }

        @Override
        public void roll(long batchId) {
            throw new IllegalStateException(message);
        }

        @Override
        public void close() {
            throw new IllegalStateException(message);
        }
    }

    @Test
    void everySinkGetsEverything() {
        try (Tee tee = new Tee(List.of(one, two))) {
            tee.accept(EVENT);
            tee.roll(600);
        }
        assertEquals(List.of(List.of(EVENT), List.of(EVENT)), List.of(one.events(), two.events()));
        assertEquals(List.of(List.of(600L), List.of(600L)), List.of(one.rolls(), two.rolls()));
        assertEquals(List.of(true, true), List.of(one.closed(), two.closed()));
    }

    @Test
    void aFailingSinkDoesNotKeepTheOthersFromClosing() {
        Tee tee = new Tee(List.of(new Broken("first"), one));
        assertThrows(IllegalStateException.class, tee::close);
        assertTrue(one.closed());
    }

    @Test
    void theFirstFailureCarriesTheOthers() {
        Tee tee = new Tee(List.of(new Broken("first"), new Broken("second")));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> tee.accept(EVENT));
        assertEquals("first", e.getMessage());
        assertEquals("second", e.getSuppressed()[0].getMessage());
    }
}
