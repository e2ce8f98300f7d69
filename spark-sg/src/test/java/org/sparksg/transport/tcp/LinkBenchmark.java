package org.sparksg.transport.tcp;

import io.netty.channel.epoll.Epoll;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Measures a link between two JVMs on the loopback: 1 MiB tensors one way with 8 slots, and the round trip of 64 bytes, with
 * the handshake. Prints a row of a table for each of three rounds; the first warms up.
 *
 * <p>Run {@code main} without arguments; it starts the second JVM itself, with its own class path. {@code quick} as the
 * argument makes short rounds.
 */
public final class LinkBenchmark {
    private static final Shape LARGE = Shape.of(512, 512);
    private static final Shape SMALL = Shape.of(1, 16);
    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int messages;
    private final int trips;

    private LinkBenchmark(int messages, int trips) {
        this.messages = messages;
        this.trips = trips;
    }

    /** Runs the benchmark, or its other end. */
    public static void main(String[] args) throws Exception {
        boolean quick = args.length > 0 && args[args.length - 1].equals("quick");
        LinkBenchmark benchmark = quick ? new LinkBenchmark(200, 1_000) : new LinkBenchmark(5_000, 50_000);
        if (args.length > 1 && args[0].equals("far")) {
            benchmark.far(Integer.parseInt(args[1]));
        } else {
            benchmark.near(quick ? "quick" : "full");
        }
    }

    private static LinkTerms terms(Shape shape) {
        Capacity capacity = new Capacity(8, DataType.FLOAT, List.of(shape));
        return new LinkTerms("benchmark", 0, 1, 0, capacity, new Capacity(8, DataType.FLOAT, List.of(SMALL)));
    }

    private static TransportSettings settings() {
        return TransportSettings.defaults().withHost("127.0.0.1").withTimeout(LIMIT);
    }

    // The near end receives, measures and prints.

    private void near(String size) throws IOException, InterruptedException {
        RunSecret secret = RunSecret.random();
        try (EventLoops loops = new EventLoops("near", 1);
                LinkServer server = new LinkServer(loops, settings(), secret)) {
            Process far = startFar(server.port(), size, secret);
            try {
                System.out.println("| transport | round | 1 MiB, GB/s | messages/s | round trip of 64 B, us |");
                System.out.println("|---|---|---|---|---|");
                double[] seconds = throughput(server, far);
                double[] micros = latency(server, far);
                for (int round = 0; round < ROUNDS; round++) {
                    double rate = messages / seconds[round];
                    double bandwidth = rate * LARGE.size() * Float.BYTES / 1e9;
                    System.out.printf(
                            "| spark-sg link, %s | %d | %.2f | %.0f | %.1f |%n",
                            Epoll.isAvailable() ? "epoll" : "nio", round + 1, bandwidth, rate, micros[round]);
                }
                far.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                far.destroyForcibly();
            }
        }
    }

    private static Process startFar(int port, String size, RunSecret secret) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process far = new ProcessBuilder(
                        java,
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LinkBenchmark.class.getName(),
                        "far",
                        Integer.toString(port),
                        size)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (DataOutputStream out = new DataOutputStream(far.getOutputStream())) {
            out.write(secret.bytes()); // not as an argument: every user of the machine may read those
        }
        return far;
    }

    private double[] throughput(LinkServer server, Process far) {
        double[] seconds = new double[ROUNDS];
        Wakeup wakeup = new ParkingWakeup();
        Tensor ack = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = server.accept(terms(LARGE).mirrored(), wakeup, () -> !far.isAlive())) {
            for (int round = 0; round < ROUNDS; round++) {
                offer(link, Header.Kind.GRADIENT, round, ack, wakeup);
                long start = System.nanoTime();
                for (int i = 0; i < messages; i++) {
                    next(link, wakeup).release();
                }
                seconds[round] = (System.nanoTime() - start) / 1e9;
            }
        }
        return seconds;
    }

    private double[] latency(LinkServer server, Process far) {
        double[] micros = new double[ROUNDS];
        Tensor ball = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = server.accept(terms(SMALL).mirrored(), Wakeup.NONE, () -> !far.isAlive())) {
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                for (int i = 0; i < trips; i++) {
                    offer(link, Header.Kind.GRADIENT, i, ball, Wakeup.NONE);
                    next(link, Wakeup.NONE).release();
                }
                micros[round] = (System.nanoTime() - start) / 1e3 / trips;
            }
        }
        return micros;
    }

    // The far end sends, then echoes.

    private void far(int port) throws IOException {
        byte[] secret = new byte[RunSecret.BYTES];
        new DataInputStream(System.in).readFully(secret);
        try (EventLoops loops = new EventLoops("far", 1)) {
            LinkConnector connector = new LinkConnector(loops, settings(), new RunSecret(secret));
            send(connector, port);
            echo(connector, port);
        }
    }

    private void send(LinkConnector connector, int port) {
        Wakeup wakeup = new ParkingWakeup();
        Tensor tensor = Tensor.zeros(DataType.FLOAT, LARGE);
        try (Link link = connector.connect("127.0.0.1", port, terms(LARGE), wakeup, () -> false)) {
            for (int round = 0; round < ROUNDS; round++) {
                next(link, wakeup).release();
                for (int i = 0; i < messages; i++) {
                    offer(link, Header.Kind.ACTIVATION, i, tensor, wakeup);
                }
            }
        }
    }

    private void echo(LinkConnector connector, int port) {
        Tensor tensor = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = connector.connect("127.0.0.1", port, terms(SMALL), Wakeup.NONE, () -> false)) {
            for (int i = 0; i < ROUNDS * trips; i++) {
                next(link, Wakeup.NONE).release();
                offer(link, Header.Kind.ACTIVATION, i, tensor, Wakeup.NONE);
            }
        }
    }

    private static Delivery next(Link link, Wakeup wakeup) {
        Delivery delivery = link.poll();
        while (delivery == null) {
            wait(wakeup);
            delivery = link.poll();
        }
        return delivery;
    }

    private static void offer(Link link, Header.Kind kind, long batch, Tensor tensor, Wakeup wakeup) {
        Header header = new Header(kind, 0, batch, 0, List.of(tensor.shape()));
        while (link.offer(header, tensor) != Link.Offer.ACCEPTED) {
            wait(wakeup);
        }
    }

    private static void wait(Wakeup wakeup) {
        wakeup.await(LIMIT.toNanos());
        Thread.onSpinWait();
    }
}
