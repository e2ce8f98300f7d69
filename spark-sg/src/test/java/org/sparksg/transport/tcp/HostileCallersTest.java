package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    private static HostileRun.Plan plan(int connections, long frames, boolean waits) {
        return new HostileRun.Plan(SEED, connections, frames, 1_000, SMALL ? 500 : 10_000, SMALL, waits);
    }

    private static HostileRun.Result run(HostileRun.Plan plan) throws Exception {
        HostileRun.Result result = new HostileRun(plan).run();
        System.out.println("seed " + SEED + (plan.waits() ? ", port open: " : ", port closed: ") + result.text());
        return result;
    }

    @Test
    void strangersNeitherGetInNorKeepTheNeighbourOut() throws Exception {
        HostileRun.Result result = run(plan(CONNECTIONS, FRAMES, true));
        String text = "seed " + SEED + ": " + result.text();
        assertFalse(result.accepted(), text);
        assertTrue(result.counts().connections() > 0.9 * CONNECTIONS, text);
        assertEquals(FRAMES, result.counts().frames(), text);
        assertTrue(result.honestMs() < 2_000, text);
        assertTrue(result.linesPerSecond() <= 1, text);
        assertTrue(result.heapGrowth() < 16 << 20, text);
        assertTrue(result.directGrowth() < 16 << 20, text);
        assertTrue(result.directPeak() < 16 << 20, text);
        assertTrue(result.quiet().loopNanos() > 0, "the event loop was not found");
        assertTrue(result.microsPerCall() < 1_000, text);
    }

    /** So it is no connection to a stage, though the system has made one. */
    @Test
    void strangerThatMeetsItselfIsRecognised() throws Exception {
        InetAddress local = InetAddress.getByName("127.0.0.1");
        try (ServerSocket free = new ServerSocket(0, 1, local);
                Socket toOther = new Socket(local, free.getLocalPort());
                Socket toItself = new Socket()) {
            assertFalse(HostileCallers.meetsItself(toOther));
            free.close();
            toItself.setReuseAddress(true);
            toItself.setSoLinger(true, 0);
            toItself.bind(new InetSocketAddress("127.0.0.2", free.getLocalPort()));
            toItself.connect(toItself.getLocalSocketAddress());
            assertTrue(HostileCallers.meetsItself(toItself));
        }
    }

    @Test
    void strangersFindNoPortWhileStagesTrain() throws Exception {
        int calls = SMALL ? 300 : CONNECTIONS;
        HostileRun.Result result = run(plan(calls, calls, false));
        String text = "seed " + SEED + ": " + result.text();
        assertEquals(calls, result.counts().attempts(), text);
        assertEquals(0, result.counts().connections(), text);
        assertTrue(SMALL || result.ratio() >= 0.95, text); // in small it is too short, and the machine not quiet
    }
}
