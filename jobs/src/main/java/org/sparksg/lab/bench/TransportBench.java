package org.sparksg.lab.bench;

import io.netty.channel.epoll.Epoll;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.jobs.TextTable;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures a link between two JVMs on the loopback beside a plain blocking socket, which is what the machine can do: 1 MiB
 * tensors one way with 8 slots, and the round trip of 64 bytes; and the same link when it is sealed, as it is where Spark
 * encrypts. Each round measures all, one after the other, so that the moods of the machine fall on all; the first round warms up. Threads wait as those of a stage do, in a
 * {@link ParkingWakeup}. Starts the second JVM itself, with its own class path.
 */
@Command(
        name = "transport",
        description = "Times a link between two JVMs on this machine against a plain socket.",
        mixinStandardHelpOptions = true)
final class TransportBench implements Callable<Integer> {
    private static final Shape LARGE = Shape.of(512, 512);
    private static final Shape SMALL = Shape.of(1, 16);
    private static final String HOST = "127.0.0.1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 7;

    @Option(names = "--messages", description = "1 MiB messages in a round. Default: ${DEFAULT-VALUE}")
    private int messages = 2_000;

    @Option(names = "--trips", description = "Round trips in a round. Default: ${DEFAULT-VALUE}")
    private int trips = 10_000;

    /** What one round measured. */
    record Round(Speed link, Speed encrypted, Speed plain) {
        String text() {
            return "link " + link.text() + ", sealed " + encrypted.text() + ", plain socket " + plain.text();
        }
    }

    /** Of one way, 10⁹ bytes a second; of a round trip, microseconds. */
    record Speed(double way, double trip) {
        String text() {
            return String.format(Locale.ROOT, "%.2f GB/s and %.2f us", way, trip);
        }
    }

    /** Two open links, one for each measure. */
    private record Links(Link large, Link small) implements AutoCloseable {
        @Override
        public void close() {
            large.close();
            small.close();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchTable.measure(spec.commandLine(), this::measure);
        return 0;
    }

    private void measure(BenchTable table) throws IOException, InterruptedException {
        RunSecret secret = RunSecret.random();
        try (EventLoops loops = new EventLoops("near", 1);
                LinkServer server = new LinkServer(loops, settings(), secret);
                LinkServer sealing = new LinkServer(loops, settings(), secret.sealing(true));
                ServerSocketChannel plain =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Process far = startFar(
                    List.of(server.port(), sealing.port(), plain.socket().getLocalPort()), secret);
            try {
                measure(List.of(server, sealing), plain, far, table);
                far.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                far.destroyForcibly();
            }
        }
    }

    private static LinkTerms terms(Shape shape) {
        Capacity capacity = new Capacity(8, DataType.FLOAT, List.of(shape));
        return new LinkTerms("benchmark", 0, 1, 0, capacity, new Capacity(8, DataType.FLOAT, List.of(SMALL)));
    }

    private static TransportSettings settings() {
        return TransportSettings.defaults().withHost(HOST).withTimeout(LIMIT);
    }

    // The near end receives, measures and prints.

    private Process startFar(List<Integer> ports, RunSecret secret) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                TransportBench.class.getName()));
        ports.forEach(port -> command.add(port.toString()));
        command.addAll(List.of(Integer.toString(rounds), Integer.toString(messages), Integer.toString(trips)));
        Process far = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (DataOutputStream out = new DataOutputStream(far.getOutputStream())) {
            out.write(secret.bytes()); // not as an argument: every user of the machine may read those
        }
        return far;
    }

    private void measure(List<LinkServer> servers, ServerSocketChannel plain, Process far, BenchTable table)
            throws IOException {
        Wakeup wakeup = new ParkingWakeup();
        Tensor ball = Tensor.zeros(DataType.FLOAT, SMALL);
        String title = "2 JVMs on " + BenchCommand.machine() + "; median of " + rounds + " rounds (minimum to maximum)";
        List<Round> measured = new ArrayList<>();
        try (Links links = accept(servers.get(0), far, wakeup);
                Links encrypted = accept(servers.get(1), far, wakeup);
                PlainSocket socket = new PlainSocket(plain.accept())) {
            round(links, encrypted, socket, ball, wakeup); // warms up
            for (int i = 0; i < rounds; i++) {
                Round round = round(links, encrypted, socket, ball, wakeup);
                measured.add(round);
                table.show(title, table(measured));
                table.progress("round " + (i + 1) + " of " + rounds + ": " + round.text());
            }
        }
    }

    private static Links accept(LinkServer server, Process far, Wakeup wakeup) {
        Link large = server.accept(terms(LARGE).mirrored(), wakeup, () -> !far.isAlive());
        return new Links(large, server.accept(terms(SMALL).mirrored(), wakeup, () -> !far.isAlive()));
    }

    private Round round(Links links, Links encrypted, PlainSocket socket, Tensor ball, Wakeup wakeup)
            throws IOException {
        int bytes = LARGE.size() * Float.BYTES;
        Speed open = speed(() -> receive(links.large(), ball, wakeup), () -> serve(links.small(), ball, wakeup));
        Speed closed =
                speed(() -> receive(encrypted.large(), ball, wakeup), () -> serve(encrypted.small(), ball, wakeup));
        Speed plain = speed(() -> socket.receive(messages, bytes), () -> socket.serve(trips, ball()));
        return new Round(open, closed, plain);
    }

    private Speed speed(Work way, Work trip) throws IOException {
        double gigabytes = (double) LARGE.size() * Float.BYTES * messages / 1e9;
        return new Speed(gigabytes / seconds(way), seconds(trip) / trips * 1e6);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void receive(Link link, Tensor start, Wakeup wakeup) {
        offer(link, Header.Kind.GRADIENT, 0, start, wakeup);
        for (int i = 0; i < messages; i++) {
            next(link, wakeup).release();
        }
    }

    private void serve(Link link, Tensor ball, Wakeup wakeup) {
        for (int i = 0; i < trips; i++) {
            offer(link, Header.Kind.GRADIENT, i, ball, wakeup);
            next(link, wakeup).release();
        }
    }

    private static ByteBuffer ball() {
        return ByteBuffer.allocateDirect(SMALL.size() * Float.BYTES);
    }

    static TextTable table(List<Round> rounds) {
        String link = "spark-sg link, " + (Epoll.isAvailable() ? "epoll" : "nio");
        return new TextTable(
                List.of("measure", link, "plain blocking socket", "ratio"),
                List.of(
                        row("1 MiB tensors one way, GB/s", rounds, Round::link, Speed::way),
                        row("round trip of 64 bytes, us", rounds, Round::link, Speed::trip),
                        row("1 MiB tensors one way, sealed, GB/s", rounds, Round::encrypted, Speed::way),
                        row("round trip of 64 bytes, sealed, us", rounds, Round::encrypted, Speed::trip)));
    }

    private static List<String> row(
            String measure, List<Round> rounds, Function<Round, Speed> link, ToDoubleFunction<Speed> figure) {
        ToDoubleFunction<Round> ours = round -> figure.applyAsDouble(link.apply(round));
        ToDoubleFunction<Round> plain = round -> figure.applyAsDouble(round.plain());
        return List.of(
                measure,
                spread(rounds, ours),
                spread(rounds, plain),
                spread(rounds, round -> ours.applyAsDouble(round) / plain.applyAsDouble(round)));
    }

    private static String spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        Spread spread = Spread.of(rounds.stream().mapToDouble(figure));
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.least(), spread.most());
    }

    // The far end sends and echoes.

    /** The other end: reads the secret from its standard input. */
    public static void main(String[] arguments) throws IOException {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        RunSecret secret = new RunSecret(System.in.readAllBytes());
        try (EventLoops loops = new EventLoops("far", 1)) {
            far(
                    List.of(
                            new LinkConnector(loops, settings(), secret),
                            new LinkConnector(loops, settings(), secret.sealing(true))),
                    numbers);
        }
    }

    private static void far(List<LinkConnector> connectors, int[] numbers) throws IOException {
        Wakeup wakeup = new ParkingWakeup();
        Tensor tensor = random();
        Tensor ball = Tensor.zeros(DataType.FLOAT, SMALL);
        int messages = numbers[4];
        int trips = numbers[5];
        try (Links links = connect(connectors.get(0), numbers[0], wakeup);
                Links encrypted = connect(connectors.get(1), numbers[1], wakeup);
                PlainSocket socket = new PlainSocket(SocketChannel.open(new InetSocketAddress(HOST, numbers[2])))) {
            for (int round = -1; round < numbers[3]; round++) {
                for (Links pair : List.of(links, encrypted)) {
                    send(pair.large(), tensor, messages, wakeup);
                    echo(pair.small(), ball, trips, wakeup);
                }
                socket.send(messages, tensor.bytes().duplicate());
                socket.echo(trips, ball());
            }
        }
    }

    private static Links connect(LinkConnector connector, int port, Wakeup wakeup) {
        Link large = connector.connect(HOST, port, terms(LARGE), wakeup, () -> false);
        return new Links(large, connector.connect(HOST, port, terms(SMALL), wakeup, () -> false));
    }

    private static Tensor random() {
        Tensor tensor = Tensor.zeros(DataType.FLOAT, LARGE);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(1, i));
        }
        return tensor;
    }

    private static void send(Link link, Tensor tensor, int messages, Wakeup wakeup) {
        next(link, wakeup).release();
        for (int i = 0; i < messages; i++) {
            offer(link, Header.Kind.ACTIVATION, i, tensor, wakeup);
        }
    }

    private static void echo(Link link, Tensor tensor, int trips, Wakeup wakeup) {
        for (int i = 0; i < trips; i++) {
            next(link, wakeup).release();
            offer(link, Header.Kind.ACTIVATION, i, tensor, wakeup);
        }
    }

    private static Delivery next(Link link, Wakeup wakeup) {
        Delivery delivery = link.poll();
        while (delivery == null) {
            wakeup.await(LIMIT.toNanos());
            delivery = link.poll();
        }
        return delivery;
    }

    private static void offer(Link link, Header.Kind kind, long batch, Tensor tensor, Wakeup wakeup) {
        Header header = new Header(kind, 0, batch, 0, List.of(tensor.shape()));
        while (link.offer(header, tensor) != Link.Offer.ACCEPTED) {
            wakeup.await(LIMIT.toNanos());
        }
    }
}
