package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link HostileRun} in small; in large, with properties of the JVM, as its documentation shows. */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileCallersTest {
    private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 3_000);
    private static final long FRAMES = Long.getLong("hostile.frames", 10L * CONNECTIONS);
    private static final long SEED = Long.getLong("hostile.seed", 1L);
    private static final boolean SMALL = CONNECTIONS <= 3_000;

    @Test
    void strangersNeitherGetInNorKeepTheNeighbourOut() throws Exception {
        HostileRun.Plan plan = new HostileRun.Plan(SEED, CONNECTIONS, FRAMES, 1_000, SMALL ? 500 : 10_000, SMALL);
        HostileRun.Result result = new HostileRun(plan).run();
        String text = "seed " + SEED + ": " + result.text();
        System.out.println(text);
        assertFalse(result.accepted(), text);
        assertTrue(result.connections() > 0.9 * CONNECTIONS, text);
        assertEquals(FRAMES, result.frames(), text);
        assertTrue(result.honestMs() < 2_000, text);
        assertTrue(result.linesPerSecond() <= 1, text);
        assertTrue(result.heapGrowth() < 16 << 20, text);
        assertTrue(result.directGrowth() < 16 << 20, text);
    }
}
