package org.sparksg.transport.tcp;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sparksg.tensor.Element;
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
 * Two stages that train, as far as a link can see: one computes for 2 ms and exchanges 64 KiB with the other, over and over.
 * What it computes is an amount of work, not a time: whoever takes the processor from it is seen in its rate.
 */
final class TrainingPair implements AutoCloseable {
    private static final Shape SHAPE = Shape.of(16, 1024);
    private static final Capacity CAPACITY = new Capacity(2, List.of(SHAPE));
    private static final Tensor TENSOR = Tensor.zeros(Element.F32, SHAPE);
    private static final long STEP_NANOS = 2_000_000;
    private static final long END_S = 30;
    private static final int CALIBRATION = 50_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Void> training;
    private final CompletableFuture<Void> replying;
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean over;
    private volatile long result; // or nothing would be computed

    /**
     * Starts it.
     *
     * @param server where the one that computes waits for the other
     * @param far for the other
     */
    TrainingPair(LinkServer server, EventLoops far, TransportSettings settings, RunSecret secret) {
        training = CompletableFuture.runAsync(() -> train(server), threads);
        replying = CompletableFuture.runAsync(
                () -> reply(new LinkConnector(far, settings, secret), server.port()), threads);
    }

    static LinkTerms terms(int lower) {
        return new LinkTerms("hostile", 0, lower, lower + 1, CAPACITY, CAPACITY);
    }

    /** Returns how many steps it has made. */
    long steps() {
        return steps.get();
    }

    private void train(LinkServer server) {
        Wakeup wakeup = new ParkingWakeup();
        try (Link link = server.accept(terms(0).mirrored(), wakeup, () -> false)) {
            long amount = amountOfAStep();
            while (!over) {
                exchange(link, Header.Kind.GRADIENT, wakeup, true);
                compute(amount);
                steps.incrementAndGet();
            }
        }
    }

    private long amountOfAStep() {
        compute(CALIBRATION); // is compiled
        long start = THREADS.getCurrentThreadCpuTime();
        compute(CALIBRATION);
        return CALIBRATION * STEP_NANOS / (THREADS.getCurrentThreadCpuTime() - start);
    }

    private void compute(long amount) {
        long value = result + 1;
        for (long i = 0; i < amount; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L; // each waits for the one before
        }
        result = value;
    }

    private static void reply(LinkConnector connector, int port) {
        Wakeup wakeup = new ParkingWakeup();
        try (Link link = connector.connect("127.0.0.1", port, terms(0), wakeup, () -> false)) {
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

    @Override
    public void close() {
        over = true;
        threads.shutdown();
        CompletableFuture.allOf(training, replying)
                .orTimeout(END_S, TimeUnit.SECONDS)
                .join();
    }
}
