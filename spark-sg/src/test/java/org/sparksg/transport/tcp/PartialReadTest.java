package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.tensor.Element;
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

/** Links whose bytes come through a relay that hands them on in pieces of one size. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartialReadTest {
    private static final Shape WIDE = Shape.of(16, 100); // with NARROW larger than what is read at the start of a frame
    private static final Shape NARROW = Shape.of(16, 10);
    private static final Capacity UP = new Capacity(3, List.of(WIDE, NARROW));
    private static final Capacity DOWN = new Capacity(1, List.of(NARROW));
    private static final LinkTerms TERMS = new LinkTerms("pieces", 0, 0, 1, UP, DOWN);
    private static final int MESSAGES = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "1000", "4095", "4096", "4097", "7000", "1000000"})
    void messagesAreTheSameWithEpoll(int piece) throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "this machine has no epoll");
        messagesAreTheSame(true, RunSecret.random(), piece);
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "1000", "4095", "4096", "4097", "7000", "1000000"})
    void messagesAreTheSameWithNio(int piece) throws Exception {
        messagesAreTheSame(false, RunSecret.random(), piece);
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "1000", "4095", "4096", "4097", "7000", "1000000"})
    void messagesAreTheSameWhereTheyAreSealed(int piece) throws Exception {
        messagesAreTheSame(Epoll.isAvailable(), RunSecret.random().sealing(true), piece);
    }

    private void messagesAreTheSame(boolean epoll, RunSecret secret, int piece) throws Exception {
        TransportSettings settings =
                TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(20));
        try (EventLoops below = new EventLoops("lower", 1, epoll);
                EventLoops above = new EventLoops("upper", 1, epoll);
                LinkServer server = new LinkServer(above, settings, secret);
                ServerSocket relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> relaying =
                    CompletableFuture.runAsync(() -> relay(relay, server.port(), piece), threads);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> send(new LinkConnector(below, settings, secret), relay.getLocalPort()), threads);
            Wakeup wakeup = new ParkingWakeup();
            try (Link link = server.accept(TERMS.mirrored(), wakeup, sending::isCompletedExceptionally)) {
                for (int batch = 0; batch < MESSAGES; batch++) {
                    receive(link, batch, wakeup);
                }
            }
            sending.join();
            relaying.join();
        }
    }

    private static int rows(int batch) {
        return batch % 3 == 2 ? 1 + batch % 16 : 16;
    }

    private static void send(LinkConnector connector, int port) {
        Wakeup wakeup = new ParkingWakeup();
        Tensor wide = Tensor.zeros(Element.F32, WIDE);
        Tensor narrow = Tensor.zeros(Element.F32, NARROW);
        try (Link link = connector.connect("127.0.0.1", port, TERMS, wakeup, () -> false)) {
            for (int batch = 0; batch < MESSAGES; batch++) {
                Tensor first = fill(wide.rows(rows(batch)), 2L * batch);
                Tensor second = fill(narrow.rows(rows(batch)), 2L * batch + 1);
                Header header = new Header(Header.Kind.ACTIVATION, 0, batch, 0, List.of(first.shape(), second.shape()));
                while (link.offer(header, first, second) == Link.Offer.BACK_PRESSURED) {
                    wakeup.await(Long.MAX_VALUE / 2);
                }
            }
        }
    }

    private static Tensor fill(Tensor tensor, long seed) {
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.uniform(seed, i));
        }
        return tensor;
    }

    private static void receive(Link link, int batch, Wakeup wakeup) {
        Delivery delivery = link.poll();
        while (delivery == null) {
            wakeup.await(Long.MAX_VALUE / 2);
            delivery = link.poll();
        }
        assertEquals(batch, delivery.header().batchId());
        for (int index = 0; index < 2; index++) {
            Tensor tensor = delivery.tensor(index);
            assertEquals(rows(batch), tensor.rows());
            for (int i = 0; i < tensor.size(); i++) {
                assertEquals(Hash.uniform(2L * batch + index, i), tensor.get(i), batch + "." + index + "[" + i + "]");
            }
        }
        delivery.release();
    }

    private void relay(ServerSocket from, int port, int piece) {
        try (Socket lower = from.accept();
                Socket upper = new Socket("127.0.0.1", port)) {
            lower.setTcpNoDelay(true);
            upper.setTcpNoDelay(true);
            CompletableFuture<Void> down = CompletableFuture.runAsync(() -> copy(upper, lower, piece), threads);
            copy(lower, upper, piece);
            down.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Socket from, Socket to, int piece) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (byte[] bytes = in.readNBytes(1); bytes.length > 0; bytes = in.readNBytes(1)) {
                out.write(withMore(bytes, in, piece));
            }
            to.shutdownOutput();
        } catch (IOException e) {
            return; // one end has closed: so will the other
        }
    }

    // As many bytes as are there, a piece at most.
    private static byte[] withMore(byte[] first, InputStream in, int piece) throws IOException {
        byte[] more = in.readNBytes(Math.min(piece - 1, in.available()));
        byte[] all = Arrays.copyOf(first, 1 + more.length);
        System.arraycopy(more, 0, all, 1, more.length);
        return all;
    }
}
