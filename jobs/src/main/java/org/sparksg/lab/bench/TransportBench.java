package org.sparksg.lab.bench;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.sparksg.jobs.TextTable;
import org.sparksg.transport.Wire;
import org.sparksg.transport.tcp.EventLoops;
import org.sparksg.transport.tcp.LinkServer;
import org.sparksg.transport.tcp.RunSecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures a link between two JVMs on the loopback beside a plain blocking socket, which is what the machine can do: 1 MiB
 * tensors one way with 8 slots, as they are and as bf16, and the round trip of 64 bytes; and the same link when it is sealed, as it is
 * where Spark encrypts. Each round measures all, one after the other, so that the moods of the machine fall on all; the first round warms
 * up. This end receives, measures and prints; the other one is {@link TransportPeer}.
 */
@Command(
        name = "transport",
        description = "Times a link between two JVMs on this machine against a plain socket.",
        mixinStandardHelpOptions = true)
final class TransportBench implements Callable<Integer> {
    private static final int LARGE_BYTES = LinkPair.LARGE.size() * Float.BYTES;

    @Spec
    private CommandSpec spec;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 7;

    @Option(names = "--messages", description = "1 MiB messages in a round. Default: ${DEFAULT-VALUE}")
    private int messages = 2_000;

    @Option(names = "--trips", description = "Round trips in a round. Default: ${DEFAULT-VALUE}")
    private int trips = 10_000;

    /** What one round measured. */
    record Round(Speed link, Speed halved, Speed encrypted, Speed plain) {
        String text() {
            return "link " + link.text() + ", bf16 " + halved.text() + ", sealed " + encrypted.text()
                    + ", plain socket " + plain.text();
        }
    }

    /** Of one way, 10⁹ bytes a second; of a round trip, microseconds. */
    record Speed(double way, double trip) {
        String text() {
            return String.format(Locale.ROOT, "%.2f GB/s and %.2f us", way, trip);
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
                LinkServer server = new LinkServer(loops, LinkPair.settings(), secret);
                LinkServer sealing = new LinkServer(loops, LinkPair.settings(), secret.sealing(true));
                ServerSocketChannel plain =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<Integer> ports =
                    List.of(server.port(), sealing.port(), plain.socket().getLocalPort());
            Process far = TransportPeer.start(ports, secret, rounds, messages, trips);
            try {
                measure(List.of(server, sealing), plain, far, table);
                far.waitFor(LinkPair.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                far.destroyForcibly();
            }
        }
    }

    private void measure(List<LinkServer> servers, ServerSocketChannel plain, Process far, BenchTable table)
            throws IOException {
        String title = "2 JVMs on " + BenchCommand.machine() + "; median of " + rounds + " rounds (minimum to maximum)";
        List<Round> measured = new ArrayList<>();
        try (LinkPair links = new LinkPair(servers.get(0), Wire.F32, () -> !far.isAlive());
                LinkPair halved = new LinkPair(servers.get(0), Wire.BF16, () -> !far.isAlive());
                LinkPair encrypted = new LinkPair(servers.get(1), Wire.F32, () -> !far.isAlive());
                PlainSocket socket = new PlainSocket(plain.accept())) {
            round(List.of(links, halved, encrypted), socket); // warms up
            for (int i = 0; i < rounds; i++) {
                Round round = round(List.of(links, halved, encrypted), socket);
                measured.add(round);
                table.show(title, table(measured));
                table.progress("round " + (i + 1) + " of " + rounds + ": " + round.text());
            }
        }
    }

    private Round round(List<LinkPair> pairs, PlainSocket socket) throws IOException {
        List<Speed> speeds = new ArrayList<>();
        for (LinkPair pair : pairs) {
            speeds.add(speed(() -> pair.receive(messages), () -> pair.serve(trips)));
        }
        Speed plain =
                speed(() -> socket.receive(messages, LARGE_BYTES), () -> socket.serve(trips, TransportPeer.ball()));
        return new Round(speeds.get(0), speeds.get(1), speeds.get(2), plain);
    }

    private Speed speed(Work way, Work trip) throws IOException {
        double gigabytes = (double) LARGE_BYTES * messages / 1e9;
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

    static TextTable table(List<Round> rounds) {
        String link = "spark-sg link, " + (Epoll.isAvailable() ? "epoll" : "nio");
        return new TextTable(
                List.of("measure", link, "plain blocking socket", "ratio"),
                List.of(
                        row("1 MiB tensors one way, GB/s", rounds, Round::link, Speed::way),
                        row("round trip of 64 bytes, us", rounds, Round::link, Speed::trip),
                        row("1 MiB tensors one way as bf16, GB/s of f32", rounds, Round::halved, Speed::way),
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
}
