package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final List<String> lines = new ArrayList<>();
    private long now;
    private final Refusals refusals = new Refusals("here:1", lines::add, () -> now);

    @Test
    void firstIsToldAtOnceAndTheRestWithItsCountASecondLater() {
        refusals.add("a:1", "is a stranger");
        for (int i = 0; i < 8_146; i++) {
            refusals.add("b:" + i, "says nothing");
        }
        now = 1_000_000_000;
        refusals.add("c:1", "is a browser");
        assertEquals(
                List.of(
                        "here:1 refused a connection from a:1: is a stranger",
                        "here:1 refused 8147 connections more, the last from c:1: is a browser"),
                lines);
    }

    @Test
    void lastLineTellsTheRest() {
        refusals.add("a:1", "x");
        refusals.add("a:2", "y");
        refusals.add("a:3", "z");
        refusals.tell();
        refusals.tell();
        assertEquals(2, lines.size());
        assertEquals("here:1 refused 2 connections more, the last from a:3: z", lines.get(1));
        assertEquals("; refused 3 connections, the last a:3: z", refusals.summary());
    }

    @Test
    void thereIsAtMostOneLineASecond() {
        for (int i = 0; i < 10_000; i++) {
            now = i * 1_000_000L;
            refusals.add("a:" + i, "x");
        }
        assertEquals(10, lines.size());
        assertTrue(lines.get(9).contains("refused 1000 connections more"), lines.get(9));
    }
}
