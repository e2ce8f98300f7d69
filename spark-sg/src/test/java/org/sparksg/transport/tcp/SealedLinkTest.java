package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** Somebody on the wire between two ends reads, changes, repeats and leaves out. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SealedLinkTest {
    private static final Shape SHAPE = Shape.of(16, 20);
    private static final Capacity CAPACITY = new Capacity(4, List.of(SHAPE));
    private static final LinkTerms TERMS = new LinkTerms("sealed", 0, 0, 1, CAPACITY, CAPACITY);
    private static final Header HEADER = new Header(Header.Kind.ACTIVATION, 0, 0, 0, List.of(SHAPE));

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(10));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();

    /** What somebody on the wire does with the records that the lower end sends, counted from 0. */
    private interface Meddler {
        void pass(int number, byte[] record, DataOutputStream to) throws IOException;
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private static Tensor activations() {
        Tensor tensor = Tensor.zeros(Element.F32, SHAPE);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(7, i));
        }
        return tensor;
    }

    /** Sends three messages through the wire; returns what the upper end says of it, or "" if all three came. */
    private String send(RunSecret secret, Meddler meddler) throws Exception {
        try (EventLoops below = new EventLoops("lower", 1);
                EventLoops above = new EventLoops("upper", 1);
                LinkServer server = new LinkServer(above, settings, secret);
                ServerSocket wire = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> relay(wire, server.port(), secret.seals() ? meddler : null));
            Wakeup wakeup = new ParkingWakeup();
            CompletableFuture<Link> calling =
                    CompletableFuture.supplyAsync(() -> new LinkConnector(below, settings, secret)
                            .connect("127.0.0.1", wire.getLocalPort(), TERMS, Wakeup.NONE, () -> false));
            Link upper = server.accept(TERMS.mirrored(), wakeup, calling::isCompletedExceptionally);
            Link lower = calling.get();
            offer(lower);
            try {
                for (int i = 0; i < 3; i++) {
                    Delivery delivery = upper.poll();
                    for (; delivery == null; delivery = upper.poll()) {
                        wakeup.await(1_000_000_000);
                    }
                    assertEquals(
                            -1,
                            activations().bytes().mismatch(delivery.tensor(0).bytes()));
                    delivery.release();
                }
                return "";
            } catch (LinkException e) {
                return e.getMessage();
            } finally {
                below.close(); // without a goodbye through a wire that is cut
                lower.close();
                upper.close();
            }
        }
    }

    private static void offer(Link lower) {
        try {
            for (int i = 0; i < 3; i++) {
                assertEquals(Link.Offer.ACCEPTED, lower.offer(HEADER, activations()));
            }
        } catch (LinkException e) {
            return; // the upper end has refused an earlier one already: it says why
        }
    }

    private void relay(ServerSocket wire, int port, Meddler meddler) {
        try (Socket lower = wire.accept();
                Socket upper = new Socket("127.0.0.1", port)) {
            lower.setTcpNoDelay(true);
            upper.setTcpNoDelay(true);
            CompletableFuture<Void> down = CompletableFuture.runAsync(() -> copy(upper, lower), threads);
            if (meddler == null) {
                copy(lower, upper);
            } else {
                meddle(
                        new DataInputStream(lower.getInputStream()),
                        new DataOutputStream(upper.getOutputStream()),
                        meddler);
            }
            down.join();
        } catch (IOException e) {
            return; // one end has hung up: so will the other
        }
    }

    private void meddle(DataInputStream from, DataOutputStream to, Meddler meddler) throws IOException {
        for (int frame = 0; frame < 2; frame++) { // HELLO and PROOF
            byte[] prefix = from.readNBytes(HandshakeFrame.PREFIX);
            to.write(prefix);
            to.write(from.readNBytes(Byte.toUnsignedInt(prefix[6]) << 8 | Byte.toUnsignedInt(prefix[7])));
        }
        for (int number = 0; ; number++) {
            byte[] closed = new byte[from.readInt()];
            from.readFully(closed);
            synchronized (tapped) {
                tapped.write(closed);
            }
            meddler.pass(number, closed, to);
            to.flush();
        }
    }

    private static void write(DataOutputStream to, byte[] closed) throws IOException {
        to.writeInt(closed.length);
        to.write(closed);
    }

    private void copy(Socket from, Socket to) {
        try {
            byte[] bytes = new byte[4096];
            for (int n = from.getInputStream().read(bytes);
                    n > 0;
                    n = from.getInputStream().read(bytes)) {
                to.getOutputStream().write(bytes, 0, n);
                synchronized (tapped) {
                    tapped.write(bytes, 0, n);
                }
            }
            throw new EOFException();
        } catch (IOException e) {
            try {
                to.shutdownOutput();
            } catch (IOException gone) {
                return;
            }
        }
    }

    private boolean tappedActivations() {
        byte[] plain = new byte[64];
        activations().bytes().get(256, plain);
        String heard;
        synchronized (tapped) {
            heard = tapped.toString(StandardCharsets.ISO_8859_1);
        }
        return heard.contains(new String(plain, StandardCharsets.ISO_8859_1));
    }

    @Test
    void tappedConnectionShowsNoActivations() throws Exception {
        assertEquals("", send(RunSecret.random().sealing(true), (number, closed, to) -> write(to, closed)));
        assertFalse(tappedActivations());
    }

    @Test
    void tapHearsActivationsWhereTheyAreNotSealed() throws Exception {
        assertEquals("", send(RunSecret.random(), null));
        assertTrue(tappedActivations(), "this test would not notice");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 20, 500, -1, -16})
    void flippedBitIsRefused(int at) throws Exception {
        String failure = send(RunSecret.random().sealing(true), (number, closed, to) -> {
            if (number == 1) {
                closed[Math.floorMod(at, closed.length)] ^= 4;
            }
            write(to, closed);
        });
        assertTrue(failure.contains("record 1 was changed, repeated or left out on its way"), failure);
        assertTrue(failure.startsWith("stage 0 at 127.0.0.1:"), failure);
    }

    @Test
    void repeatedRecordIsRefused() throws Exception {
        String failure = send(RunSecret.random().sealing(true), (number, closed, to) -> {
            write(to, closed);
            if (number == 0) {
                write(to, closed);
            }
        });
        assertTrue(failure.contains("record 1 was changed, repeated or left out on its way"), failure);
    }

    @Test
    void missingRecordIsRefused() throws Exception {
        String failure = send(RunSecret.random().sealing(true), (number, closed, to) -> {
            if (number != 1) {
                write(to, closed);
            }
        });
        assertTrue(failure.contains("record 1 was changed, repeated or left out on its way"), failure);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 16, Integer.MAX_VALUE, 65 * 1024})
    void lengthsThatNoRecordHasAreRefusedBeforeAnythingIsRead(int length) throws Exception {
        String failure = send(RunSecret.random().sealing(true), (number, closed, to) -> to.writeInt(length));
        assertTrue(failure.contains("record of " + Integer.toUnsignedString(length) + " sealed bytes"), failure);
    }
}
