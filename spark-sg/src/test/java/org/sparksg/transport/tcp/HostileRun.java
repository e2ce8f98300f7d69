package org.sparksg.transport.tcp;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.sparksg.transport.Link;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.tcp.HostileCallers.Counts;

/**
 * Two stages that train while strangers call: what does it cost? Once they call a port that is closed, as those of a run are
 * while it trains: that shows what the run's rate loses. And once a port at which the same stage still waits for another
 * neighbour, which no stage of a run does while it trains: does it get in, and does memory stay bounded? The stages are in this
 * process, the strangers in another one of this machine, so that they cost processor time on their own account. How much that
 * is shows the rate while they call a bare port of their own process; what we do for a call, the processor time of the event
 * loop that has both the port and the link of the training.
 *
 * <pre>
 *   mvn -B -o -pl spark-sg test -Dtest=HostileCallersTest -Dhostile.connections=100000 -Dhostile.frames=1000000 -Dhostile.seed=1
 * </pre>
 */
final class HostileRun {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Plan plan;
    private final RunSecret secret = RunSecret.random();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * How much of it.
     *
     * @param quietMs how long the rate without an attack is measured, before and after it
     * @param oneAddress whether all strangers have the address of the neighbour
     * @param waits whether a stage waits for a neighbour at the port; else its neighbour is in, as in a run that trains, and
     *     the port is closed
     */
    record Plan(
            long seed, int connections, long frames, int perSecond, long quietMs, boolean oneAddress, boolean waits) {}

    /**
     * What was done until a moment, or between two of them.
     *
     * @param cpuNanos processor time of this process, in which no stranger lives
     * @param loopNanos that of the event loop
     */
    record Work(long nanos, long steps, long cpuNanos, long loopNanos) {
        Work since(Work before) {
            return new Work(
                    nanos - before.nanos,
                    steps - before.steps,
                    cpuNanos - before.cpuNanos,
                    loopNanos - before.loopNanos);
        }

        Work and(Work other) {
            return new Work(
                    nanos + other.nanos, steps + other.steps, cpuNanos + other.cpuNanos, loopNanos + other.loopNanos);
        }

        /** Returns the milliseconds of a processor that a step takes: what others take from us is not in it. */
        double cpuOfAStep() {
            return cpuNanos / 1e6 / steps;
        }

        double seconds() {
            return nanos / 1e9;
        }

        /** Returns the steps a second. */
        double rate() {
            return steps / seconds();
        }
    }

    /**
     * What came of it. Memory is in bytes, after a collection.
     *
     * @param bare beside strangers who call a bare port; null if the port was closed, which is as bare
     * @param directPeak during the attack
     * @param honestMs after how long the neighbour was in; 0 if none was expected
     */
    record Result(
            Counts counts,
            boolean accepted,
            Work quiet,
            Work bare,
            Work attacked,
            long heapGrowth,
            long directGrowth,
            long directPeak,
            double linesPerSecond,
            long honestMs) {

        /** Returns the rate of the training under attack, as a part of that without. */
        double ratio() {
            return attacked.rate() / quiet.rate();
        }

        /** Returns the processor time that a call takes from the event loop, in microseconds. */
        double microsPerCall() {
            double ofSteps = (double) quiet.loopNanos() / quiet.steps() * attacked.steps();
            return (attacked.loopNanos() - ofSteps) / 1e3 / counts.attempts();
        }

        String text() {
            String called = String.format(
                    Locale.ROOT,
                    "called %d times in %.1f s, %d connections (%d calls met themselves), %d frames of which %d went out;"
                            + " accepted %s",
                    counts.attempts(),
                    attacked.seconds(),
                    counts.connections(),
                    counts.selves(),
                    counts.frames(),
                    counts.sent(),
                    accepted ? "SOME" : "0");
            String cost = String.format(
                    Locale.ROOT,
                    "; rate %.1f steps/s, %.1f without (ratio %.3f); processor time of a step %.2f ms, %.2f without;"
                            + " heap %+d KiB, direct %+d KiB, at most %+d;"
                            + " %.2f log lines a second",
                    attacked.rate(),
                    quiet.rate(),
                    ratio(),
                    attacked.cpuOfAStep(),
                    quiet.cpuOfAStep(),
                    heapGrowth >> 10,
                    directGrowth >> 10,
                    directPeak >> 10,
                    linesPerSecond);
            return called + cost + (bare == null ? "" : ofOpenPort());
        }

        private String ofOpenPort() {
            return String.format(
                    Locale.ROOT,
                    "; %.1f steps/s beside callers of a bare port (ratio %.3f), %.0f us of the event loop for a call;"
                            + " honest peer in after %d ms",
                    bare.rate(),
                    attacked.rate() / bare.rate(),
                    microsPerCall(),
                    honestMs);
        }
    }

    HostileRun(Plan plan) {
        this.plan = plan;
    }

    private static TransportSettings settings() {
        return TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofHours(2));
    }

    /** Runs it. */
    Result run() throws Exception {
        try (EventLoops near = new EventLoops("near", 1);
                EventLoops far = new EventLoops("far", 1);
                LinkServer first = new LinkServer(near, settings(), secret);
                LinkServer port = new LinkServer(near, settings(), secret, line -> lines.incrementAndGet());
                HostileProcess callers = new HostileProcess(secret, plan.seed(), plan.oneAddress());
                TrainingPair pair = new TrainingPair(first, far, settings(), secret)) {
            CompletableFuture<Link> waiting = CompletableFuture.supplyAsync(
                    () -> port.accept(TrainingPair.terms(2).mirrored(), Wakeup.NONE, over::get));
            try {
                return attack(pair, far, port, callers, waiting);
            } finally {
                over.set(true);
            }
        }
    }

    private Result attack(
            TrainingPair pair, EventLoops far, LinkServer port, HostileProcess callers, CompletableFuture<Link> waiting)
            throws Exception {
        Thread.sleep(plan.quietMs()); // warms up
        Work bare = plan.waits() ? besideBarePort(pair, callers) : null;
        Work quiet = quiet(pair);
        long heap = Memory.heapBytes();
        long direct = Memory.directBytes();
        if (!plan.waits()) {
            port.close();
        }
        Work start = now(pair);
        CompletableFuture<Counts> calling =
                callers.call(port.port(), plan.connections(), plan.frames(), plan.perSecond());
        long directPeak = peakUntil(calling);
        Work attacked = now(pair).since(start);
        boolean accepted = waiting.isDone();
        long honestMs = plan.waits() ? honest(far, port, callers, waiting) : 0;
        double told = now(pair).since(start).seconds(); // a line comes at once, the next ones a second apart
        return new Result(
                calling.get(),
                accepted,
                quiet.and(quiet(pair)),
                bare,
                attacked,
                Memory.heapBytes() - heap,
                Memory.directBytes() - direct,
                directPeak - direct,
                lines.get() / (told + 1),
                honestMs);
    }

    private static Work now(TrainingPair pair) {
        long loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("near-"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
        return new Work(System.nanoTime(), pair.steps(), SYSTEM.getProcessCpuTime(), loop);
    }

    private Work quiet(TrainingPair pair) throws InterruptedException {
        Work start = now(pair);
        Thread.sleep(plan.quietMs());
        return now(pair).since(start);
    }

    private Work besideBarePort(TrainingPair pair, HostileProcess callers) throws Exception {
        int count = (int) (plan.perSecond() * plan.quietMs() / 1_000);
        Work start = now(pair);
        callers.call(HostileProcess.BARE_PORT, count, count * plan.frames() / plan.connections(), plan.perSecond())
                .get();
        return now(pair).since(start);
    }

    private static long peakUntil(CompletableFuture<Counts> called) throws InterruptedException, ExecutionException {
        long peak = 0;
        while (!called.isDone()) {
            peak = Math.max(peak, Memory.directBytes());
            try {
                called.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                continue; // and look again
            }
        }
        return peak;
    }

    /** The neighbour calls while the flood goes on, for another second or so. */
    private long honest(EventLoops far, LinkServer port, HostileProcess callers, CompletableFuture<Link> waiting)
            throws Exception {
        CompletableFuture<Counts> flood =
                callers.call(port.port(), plan.perSecond() * 2, plan.perSecond(), plan.perSecond());
        Thread.sleep(500);
        long start = System.nanoTime();
        Link link = new LinkConnector(far, settings(), secret)
                .connect("127.0.0.1", port.port(), TrainingPair.terms(2), Wakeup.NONE, over::get);
        Link other = waiting.get();
        long millis = (System.nanoTime() - start) / 1_000_000;
        flood.get();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(link::close);
        other.close();
        closing.join();
        return millis;
    }
}
