package org.sparksg.transport.tcp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/**
 * Two stages that train while strangers call: what does it cost? Once they call a port that is closed, as those of a run are
 * while it trains, and once one at which the same stage still waits for another neighbour: does it get in? The stages exchange 64 KiB and wait 2 ms, over and over; all of it is in this process.
 *
 * <pre>
 *   mvn -B -o -pl spark-sg test -Dtest=HostileCallersTest -Dhostile.connections=100000 -Dhostile.frames=1000000 -Dhostile.seed=1
 * </pre>
 */
final class HostileRun {
    private static final Shape SHAPE = Shape.of(16, 1024);
    private static final Capacity CAPACITY = new Capacity(2, List.of(SHAPE));
    private static final Tensor TENSOR = Tensor.zeros(DataType.FLOAT, SHAPE);
    private static final long STEP_NANOS = 2_000_000;

    private final Plan plan;
    private final RunSecret secret = RunSecret.random();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

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

    /** What came of it. Rates are steps a second, memory in bytes after a collection. */
    record Result(
            long attempts,
            long connections,
            long frames,
            boolean accepted,
            double quietRate,
            double attackedRate,
            long heapGrowth,
            long directGrowth,
            double seconds,
            double linesPerSecond,
            long honestMs) {

        String text() {
            return String.format(
                    Locale.ROOT,
                    "called %d times, %d connections, %d frames, in %.1f s; accepted %s; rate %.1f steps/s, %.1f without (ratio %.3f);"
                            + " heap %+d KiB, direct %+d KiB; %.2f log lines a second; honest peer in after %d ms",
                    attempts,
                    connections,
                    frames,
                    seconds,
                    accepted ? "SOME" : "0",
                    attackedRate,
                    quietRate,
                    attackedRate / quietRate,
                    heapGrowth >> 10,
                    directGrowth >> 10,
                    linesPerSecond,
                    honestMs);
        }
    }

    HostileRun(Plan plan) {
        this.plan = plan;
    }

    private static TransportSettings settings() {
        return TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofHours(2));
    }

    private static LinkTerms terms(int lower) {
        return new LinkTerms("hostile", 0, lower, lower + 1, CAPACITY, CAPACITY);
    }

    /** Runs it. */
    Result run() throws Exception {
        try (EventLoops near = new EventLoops("near", 1);
                EventLoops far = new EventLoops("far", 1);
                LinkServer first = new LinkServer(near, settings(), secret);
                LinkServer port = new LinkServer(near, settings(), secret, line -> lines.incrementAndGet())) {
            CompletableFuture<Void> stage = CompletableFuture.runAsync(() -> reply(far, first.port()), threads);
            CompletableFuture<Void> training = CompletableFuture.runAsync(() -> train(first), threads);
            CompletableFuture<Link> waiting = CompletableFuture.supplyAsync(
                    () -> port.accept(terms(2).mirrored(), Wakeup.NONE, over::get), threads);
            try {
                return attack(far, port, waiting);
            } finally {
                over.set(true);
                training.join();
                stage.join();
                threads.shutdown();
            }
        }
    }

    private Result attack(EventLoops far, LinkServer port, CompletableFuture<Link> waiting) throws Exception {
        rate(plan.quietMs() / 2); // warms up
        double before = rate(plan.quietMs());
        long heap = Memory.heapBytes();
        long direct = Memory.directBytes();
        HostileCallers callers = new HostileCallers(port.port(), secret, plan.seed(), plan.oneAddress());
        if (!plan.waits()) {
            port.close();
        }
        long start = System.nanoTime();
        long stepsBefore = steps.get();
        callers.call(plan.connections(), plan.frames(), plan.perSecond(), 4);
        double seconds = (System.nanoTime() - start) / 1e9;
        double attacked = (steps.get() - stepsBefore) / seconds;
        boolean accepted = waiting.isDone();
        long connections = callers.connections();
        long frames = callers.frames();
        long honestMs = plan.waits() ? honest(far, port, callers, waiting) : 0;
        double told = (System.nanoTime() - start) / 1e9; // a line comes at once, the next ones a second apart
        double after = rate(plan.quietMs());
        return new Result(
                callers.attempts(),
                connections,
                frames,
                accepted,
                (before + after) / 2,
                attacked,
                Memory.heapBytes() - heap,
                Memory.directBytes() - direct,
                seconds,
                lines.get() / (told + 1),
                honestMs);
    }

    /** The neighbour calls while the flood goes on, for another second or so. */
    private long honest(EventLoops far, LinkServer port, HostileCallers callers, CompletableFuture<Link> waiting)
            throws Exception {
        Thread flood = new Thread(() -> {
            try {
                callers.call(plan.perSecond() * 2, plan.perSecond(), plan.perSecond(), 4);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        flood.start();
        Thread.sleep(500);
        long start = System.nanoTime();
        Link link = new LinkConnector(far, settings(), secret)
                .connect("127.0.0.1", port.port(), terms(2), Wakeup.NONE, over::get);
        Link other = waiting.get();
        long millis = (System.nanoTime() - start) / 1_000_000;
        flood.join();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(link::close, threads);
        other.close();
        closing.join();
        return millis;
    }

    private double rate(long millis) throws InterruptedException {
        long start = System.nanoTime();
        long from = steps.get();
        Thread.sleep(millis);
        return (steps.get() - from) * 1e9 / (System.nanoTime() - start);
    }

    private void train(LinkServer server) {
        Wakeup wakeup = new ParkingWakeup();
        try (Link link = server.accept(terms(0).mirrored(), wakeup, () -> false)) {
            while (!over.get()) {
                exchange(link, Header.Kind.GRADIENT, wakeup, true);
                LockSupport.parkNanos(STEP_NANOS);
                steps.incrementAndGet();
            }
        }
    }

    private void reply(EventLoops far, int port) {
        Wakeup wakeup = new ParkingWakeup();
        try (Link link =
                new LinkConnector(far, settings(), secret).connect("127.0.0.1", port, terms(0), wakeup, () -> false)) {
            boolean open = true;
            while (open) {
                open = exchange(link, Header.Kind.ACTIVATION, wakeup, false);
            }
        }
    }

    /** Sends and receives one message each; false if the other end has closed. */
    private static boolean exchange(Link link, Header.Kind kind, Wakeup wakeup, boolean first) {
        if (first && !offer(link, kind, wakeup)) {
            return false;
        }
        Delivery delivery = link.poll();
        for (; delivery == null; delivery = link.poll()) {
            if (link.ended()) {
                return false;
            }
            wakeup.await(100_000_000);
        }
        delivery.release();
        return first || offer(link, kind, wakeup);
    }

    private static boolean offer(Link link, Header.Kind kind, Wakeup wakeup) {
        Header header = new Header(kind, 0, 0, 0, List.of(SHAPE));
        Link.Offer offer = link.offer(header, TENSOR);
        for (; offer == Link.Offer.BACK_PRESSURED; offer = link.offer(header, TENSOR)) {
            wakeup.await(100_000_000);
        }
        return offer == Link.Offer.ACCEPTED;
    }
}
