package org.sparksg.transport.tcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sparksg.transport.tcp.HostileCallers.Counts;

/**
 * {@link HostileCallers} in a JVM of their own, which gets little processor time that the stages want, too: as if they were on
 * other machines, their work, memory and compilations are not those of the stages.
 */
final class HostileProcess implements AutoCloseable {
    /** Stands for a port of this process, at which a program listens that hangs up on everybody and does nothing else. */
    static final int BARE_PORT = 0;

    private static final long START_S = 120;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader reports;

    /** Starts it, and waits until it takes orders; for the parameters see {@link HostileCallers}. */
    HostileProcess(RunSecret secret, long seed, boolean oneAddress) throws IOException {
        process = new ProcessBuilder(
                        "nice",
                        "-n",
                        "10",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        reports = reader(process.getInputStream());
        orders.println(HexFormat.of().formatHex(secret.bytes()) + " " + seed + " " + oneAddress);
        CompletableFuture.supplyAsync(this::report)
                .orTimeout(START_S, TimeUnit.SECONDS)
                .join();
    }

    private String report() {
        try {
            String line = reports.readLine();
            if (line == null) {
                throw new IllegalStateException("the process of the callers has ended: see its standard error above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader reader(java.io.InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Lets them call; one order at a time. */
    CompletableFuture<Counts> call(int port, int count, long frames, int perSecond) {
        orders.println(port + " " + count + " " + frames + " " + perSecond);
        return CompletableFuture.supplyAsync(() -> {
                    long[] counts = numbers(report());
                    return new Counts(counts[0], counts[1], counts[2], counts[3], counts[4]);
                })
                .orTimeout(START_S + 10L * count / perSecond, TimeUnit.SECONDS);
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @Override
    public void close() throws InterruptedException {
        orders.close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** The process: takes orders from its standard input until that ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        BufferedReader in = reader(System.in);
        String[] first = in.readLine().split(" ");
        RunSecret secret = new RunSecret(HexFormat.of().parseHex(first[0]));
        long seed = Long.parseLong(first[1]);
        boolean oneAddress = Boolean.parseBoolean(first[2]);
        try (ServerSocket bare = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Thread hangingUp = new Thread(() -> hangUp(bare));
            hangingUp.setDaemon(true);
            hangingUp.start();
            new HostileCallers(bare.getLocalPort(), secret, seed, oneAddress).call(100, 100, 1_000); // classes load
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long[] order = numbers(line);
                int port = order[0] == BARE_PORT ? bare.getLocalPort() : (int) order[0];
                Counts counts = new HostileCallers(port, secret, seed, oneAddress)
                        .call((int) order[1], order[2], (int) order[3]);
                System.out.println(counts.attempts() + " " + counts.connections() + " " + counts.selves() + " "
                        + counts.frames() + " " + counts.sent());
            }
        }
    }

    private static void hangUp(ServerSocket bare) {
        while (!bare.isClosed()) {
            try (Socket caller = bare.accept()) {
                caller.setSoLinger(true, 0);
            } catch (IOException e) {
                // gone already, or the process ends
            }
        }
    }
}
