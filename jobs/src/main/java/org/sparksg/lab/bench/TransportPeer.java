package org.sparksg.lab.bench;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Wire;
import org.sparksg.transport.tcp.EventLoops;
import org.sparksg.transport.tcp.LinkConnector;
import org.sparksg.transport.tcp.RunSecret;

/** The far end of {@link TransportBench}, a JVM of its own: sends and echoes. */
final class TransportPeer {
    private TransportPeer() {}

    /**
     * Starts it with the class path of this JVM.
     *
     * @param ports of the link, of the sealed link and of the plain socket
     * @param rounds without the one that warms up
     */
    static Process start(List<Integer> ports, RunSecret secret, int rounds, int messages, int trips)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                TransportPeer.class.getName()));
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

    /** Reads the secret from its standard input. */
    public static void main(String[] arguments) throws IOException {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        RunSecret secret = new RunSecret(System.in.readAllBytes());
        try (EventLoops loops = new EventLoops("far", 1);
                LinkPair links = pair(loops, secret, numbers[0], Wire.F32);
                LinkPair halved = pair(loops, secret, numbers[0], Wire.BF16);
                LinkPair encrypted = pair(loops, secret.sealing(true), numbers[1], Wire.F32);
                PlainSocket socket =
                        new PlainSocket(SocketChannel.open(new InetSocketAddress(LinkPair.HOST, numbers[2])))) {
            Tensor tensor = LinkPair.random();
            for (int round = -1; round < numbers[3]; round++) {
                round(List.of(links, halved, encrypted), socket, tensor, numbers[4], numbers[5]);
            }
        }
    }

    private static LinkPair pair(EventLoops loops, RunSecret secret, int port, Wire wire) {
        return new LinkPair(new LinkConnector(loops, LinkPair.settings(), secret), port, wire);
    }

    private static void round(List<LinkPair> pairs, PlainSocket socket, Tensor tensor, int messages, int trips)
            throws IOException {
        for (LinkPair pair : pairs) {
            pair.send(messages, tensor);
            pair.echo(trips);
        }
        socket.send(messages, tensor.bytes().duplicate());
        socket.echo(trips, ball());
    }

    /** Returns room for what is played with on a plain socket. */
    static ByteBuffer ball() {
        return ByteBuffer.allocateDirect(LinkPair.SMALL.size() * Float.BYTES);
    }
}
