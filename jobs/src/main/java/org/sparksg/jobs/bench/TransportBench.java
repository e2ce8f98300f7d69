package org.sparksg.jobs.bench;

import io.netty.channel.epoll.Epoll;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.tcp.EventLoops;
import org.sparksg.transport.tcp.LinkConnector;
import org.sparksg.transport.tcp.LinkServer;
import org.sparksg.transport.tcp.LinkTerms;
import org.sparksg.transport.tcp.RunSecret;
import picocli.CommandLine.Command;

/**
 * Measures a link between two JVMs on the loopback: 1 MiB tensors one way with 8 slots, and the round trip of 64 bytes, with
 * the handshake. Prints a row of a table for each of three rounds; the first warms up. Starts the second JVM itself, with its
 * own class path.
 */
@Command(
        name = "transport",
        description = "Times a link between two JVMs on this machine.",
        mixinStandardHelpOptions = true)
final class TransportBench implements Callable<Integer> {
    private static final Shape LARGE = Shape.of(512, 512);
    private static final Shape SMALL = Shape.of(1, 16);
    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int MESSAGES = 5_000;
    private static final int TRIPS = 50_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        near();
        return 0;
    }

    /** The other end: reads the secret from its standard input. */
    public static void main(String[] arguments) throws IOException {
        far(Integer.parseInt(arguments[0]));
    }

    private static LinkTerms terms(Shape shape) {
        Capacity capacity = new Capacity(8, DataType.FLOAT, List.of(shape));
        return new LinkTerms("benchmark", 0, 1, 0, capacity, new Capacity(8, DataType.FLOAT, List.of(SMALL)));
    }

    private static TransportSettings settings() {
        return TransportSettings.defaults().withHost("127.0.0.1").withTimeout(LIMIT);
    }

    // The near end receives, measures and prints.

    private static void near() throws IOException, InterruptedException {
        RunSecret secret = RunSecret.random();
        try (EventLoops loops = new EventLoops("near", 1);
                LinkServer server = new LinkServer(loops, settings(), secret)) {
            Process far = startFar(server.port(), secret);
            try {
                System.out.println("| transport | round | 1 MiB, GB/s | messages/s | round trip of 64 B, us |");
                System.out.println("|---|---|---|---|---|");
                double[] seconds = throughput(server, far);
                double[] micros = latency(server, far);
                for (int round = 0; round < ROUNDS; round++) {
                    double rate = MESSAGES / seconds[round];
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

    private static Process startFar(int port, RunSecret secret) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process far = new ProcessBuilder(
                        java,
                        "-Xmx1g",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TransportBench.class.getName(),
                        Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (DataOutputStream out = new DataOutputStream(far.getOutputStream())) {
            out.write(secret.bytes()); // not as an argument: every user of the machine may read those
        }
        return far;
    }

    private static double[] throughput(LinkServer server, Process far) {
        double[] seconds = new double[ROUNDS];
        Wakeup wakeup = new ParkingWakeup();
        Tensor ack = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = server.accept(terms(LARGE).mirrored(), wakeup, () -> !far.isAlive())) {
            for (int round = 0; round < ROUNDS; round++) {
                offer(link, Header.Kind.GRADIENT, round, ack, wakeup);
                long start = System.nanoTime();
                for (int i = 0; i < MESSAGES; i++) {
                    next(link, wakeup).release();
                }
                seconds[round] = (System.nanoTime() - start) / 1e9;
            }
        }
        return seconds;
    }

    private static double[] latency(LinkServer server, Process far) {
        double[] micros = new double[ROUNDS];
        Tensor ball = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = server.accept(terms(SMALL).mirrored(), Wakeup.NONE, () -> !far.isAlive())) {
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                for (int i = 0; i < TRIPS; i++) {
                    offer(link, Header.Kind.GRADIENT, i, ball, Wakeup.NONE);
                    next(link, Wakeup.NONE).release();
                }
                micros[round] = (System.nanoTime() - start) / 1e3 / TRIPS;
            }
        }
        return micros;
    }

    // The far end sends, then echoes.

    private static void far(int port) throws IOException {
        byte[] secret = System.in.readAllBytes();
        try (EventLoops loops = new EventLoops("far", 1)) {
            LinkConnector connector = new LinkConnector(loops, settings(), new RunSecret(secret));
            send(connector, port);
            echo(connector, port);
        }
    }

    private static void send(LinkConnector connector, int port) {
        Wakeup wakeup = new ParkingWakeup();
        Tensor tensor = random();
        try (Link link = connector.connect("127.0.0.1", port, terms(LARGE), wakeup, () -> false)) {
            for (int round = 0; round < ROUNDS; round++) {
                next(link, wakeup).release();
                for (int i = 0; i < MESSAGES; i++) {
                    offer(link, Header.Kind.ACTIVATION, i, tensor, wakeup);
                }
            }
        }
    }

    private static Tensor random() {
        Tensor tensor = Tensor.zeros(DataType.FLOAT, LARGE);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(1, i));
        }
        return tensor;
    }

    private static void echo(LinkConnector connector, int port) {
        Tensor tensor = Tensor.zeros(DataType.FLOAT, SMALL);
        try (Link link = connector.connect("127.0.0.1", port, terms(SMALL), Wakeup.NONE, () -> false)) {
            for (int i = 0; i < ROUNDS * TRIPS; i++) {
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
