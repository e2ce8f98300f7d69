package org.sparksg.pipeline;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.sparksg.time.Waiting;
import org.sparksg.transport.Wakeup;

/**
 * Drives an agent to the end of its run on the calling thread.
 *
 * @param wakeup where to wait when there is nothing to do; the links of the agent must signal it
 * @param stall how long a stage may wait before the run counts as stuck
 * @param cancelled whether to stop; asked between pieces of work
 * @param clock a steady clock, nanoseconds
 */
public record StageLoop(Wakeup wakeup, Duration stall, BooleanSupplier cancelled, LongSupplier clock) {
    private static final long WAIT_NS = 50_000_000;

    /**
     * Works until the agent is done.
     *
     * @return whether the agent is done; false if it was cancelled
     * @throws IllegalStateException naming whom the stage waited for, if it waited for too long
     */
    public boolean run(StageAgent agent) {
        Waiting waiting = new Waiting(clock);
        boolean wasIdle = false;
        while (!agent.isDone()) {
            if (cancelled.getAsBoolean()) {
                return false;
            }
            if (agent.doWork()) {
                wasIdle = false;
                continue;
            }
            if (!wasIdle || agent.getsOn()) { // slow data are no silence, be it those of another stage
                waiting.restart();
                wasIdle = true;
            }
            wakeup.await(WAIT_NS);
            if (waiting.isBeyond(stall)) {
                throw new IllegalStateException(agent.waitingFor() + ", for more than " + stall.toSeconds()
                        + " s: see that stage's log; raise recovery.stall if it was only slow");
            }
        }
        return true;
    }
}
