package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Faults;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;

/** Who is let in, who is not, and what each of them is told. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeTest {
    private static final Capacity UP = new Capacity(2, List.of(Shape.of(8, 4), Shape.of(8, 1)));
    private static final Capacity DOWN = new Capacity(2, List.of(Shape.of(8, 4)));
    private static final LinkTerms TERMS = new LinkTerms("run-7", 3, 0, 1, UP, DOWN);

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(4));
    private final TransportSettings hasty = settings.withTimeout(Duration.ofMillis(300));
    private final RunSecret secret = RunSecret.random();
    private final EventLoops loops = new EventLoops("handshake", 1);
    private LinkServer server = new LinkServer(loops, settings, secret);

    @AfterEach
    void close() {
        server.close();
        loops.close();
    }

    private CompletableFuture<Link> accepting() {
        return CompletableFuture.supplyAsync(() -> server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false));
    }

    private Link connect(LinkTerms terms, RunSecret known) {
        return connect(terms, known, settings);
    }

    private Link connect(LinkTerms terms, RunSecret known, TransportSettings patience) {
        return new LinkConnector(loops, patience, known)
                .connect("127.0.0.1", server.port(), terms, Wakeup.NONE, () -> false);
    }

    // The stranger is refused for the reason; then the peer comes and is let in by the same accept.
    private void refuses(String reason, LinkTerms terms, RunSecret known) {
        refuses(reason, terms, known, settings);
    }

    private void refuses(String reason, LinkTerms terms, RunSecret known, TransportSettings patience) {
        CompletableFuture<Link> accepting = accepting();
        LinkException refused = assertThrows(LinkException.class, () -> connect(terms, known, patience));
        assertTrue(refused.getMessage().contains("stage 1 at 127.0.0.1:" + server.port()), refused.getMessage());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        letsThePeerIn(accepting);
    }

    private void letsThePeerIn(CompletableFuture<Link> accepting) {
        Link lower = connect(TERMS, secret);
        Link upper = accepting.join();
        assertEquals("stage 1 at 127.0.0.1:" + server.port(), lower.peer());
        assertTrue(upper.peer().startsWith("stage 0 at 127.0.0.1:"), upper.peer());
        lower.close();
        upper.close();
    }

    @Test
    void peerWithTheSameTermsIsLetIn() {
        letsThePeerIn(accepting());
    }

    @Test
    void wrongSecretIsRefusedAndLearnsNothingOfTheRun() {
        refuses("the secret of the run does not match", TERMS, RunSecret.random(), hasty); // it calls until then
    }

    @Test
    void endThatSealsAndEndThatDoesNotHaveDifferentSecrets() {
        refuses("the secret of the run does not match", TERMS, secret.sealing(true), hasty);
    }

    @Test
    void otherAttemptIsRefused() {
        refuses("attempt 2 met attempt 3", new LinkTerms("run-7", 2, 0, 1, UP, DOWN), secret);
    }

    @Test
    void otherRunIsRefused() {
        refuses("run run-6 met run run-7", new LinkTerms("run-6", 3, 0, 1, UP, DOWN), secret);
    }

    @Test
    void otherStageIsRefused() {
        refuses(
                "stage 2 looks for stage 1, here is stage 1 and expects stage 0",
                new LinkTerms("run-7", 3, 2, 1, UP, DOWN),
                secret);
    }

    @Test
    void otherNetworkIsRefusedWithBothShapes() {
        Capacity wider = new Capacity(2, List.of(Shape.of(8, 5), Shape.of(8, 1)));
        refuses(
                "messages from stage 0 are 2 x F32 [[8, 4], [8, 1]] for stage 1 but 2 x F32 [[8, 5], [8, 1]] for"
                        + " stage 0",
                new LinkTerms("run-7", 3, 0, 1, wider, DOWN),
                secret);
    }

    @Test
    void acceptorWithoutTheSecretIsFoundOut() throws Exception {
        try (ServerSocket impostor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> acting = CompletableFuture.runAsync(() -> act(impostor));
            LinkException refused = assertThrows(LinkException.class, () -> new LinkConnector(loops, settings, secret)
                    .connect("127.0.0.1", impostor.getLocalPort(), TERMS, Wakeup.NONE, () -> false));
            assertTrue(refused.getMessage().contains("does not hold the secret of this run"), refused.getMessage());
            acting.join();
        }
    }

    // Knows the protocol, but signs with another secret.
    private static void act(ServerSocket impostor) {
        try (Socket caller = impostor.accept()) {
            caller.getInputStream().readNBytes(HandshakeFrame.PREFIX + 2 * RunSecret.BYTES);
            write(caller, new Proofs(RunSecret.random()).challenge());
            caller.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, HandshakeFrame frame) throws IOException {
        io.netty.buffer.ByteBuf bytes = frame.encode(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT);
        bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
        bytes.release();
    }

    @Test
    void garbageDoesNotDisturbThePeer() throws Exception {
        CompletableFuture<Link> accepting = accepting();
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        for (int caller = 0; caller < 50; caller++) {
            byte[] garbage = new byte[random.nextInt(1, 5_000)];
            random.nextBytes(garbage);
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(garbage);
            }
        }
        try (Socket browser = new Socket("127.0.0.1", server.port())) {
            browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, browser.getInputStream().read()); // hung up, nothing said
        }
        letsThePeerIn(accepting);
    }

    @Test
    void silentCallersDoNotDisturbThePeerHoweverMany() throws Exception {
        CompletableFuture<Link> accepting = accepting();
        List<Socket> silent = new ArrayList<>();
        for (int caller = 0; caller < 40; caller++) {
            silent.add(new Socket("127.0.0.1", server.port()));
        }
        letsThePeerIn(accepting);
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void silentCallerIsPutOffAfterTheLimit() throws Exception {
        server.close();
        server = new LinkServer(loops, hasty, secret);
        try (Socket silent = new Socket("127.0.0.1", server.port())) { // first: the server waits for a short time only
            CompletableFuture<Link> accepting = accepting();
            assertEquals(-1, silent.getInputStream().read());
            assertThrows(Exception.class, accepting::join);
        }
    }

    @Test
    void peerThatDoesNotComeIsNamedWithTheLimit() {
        server.close();
        server = new LinkServer(loops, hasty, secret);
        LinkException late =
                assertThrows(LinkException.class, () -> server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false));
        assertTrue(late.getMessage().contains("stage 0 did not connect at 127.0.0.1:"), late.getMessage());
        assertTrue(late.getMessage().contains("0.3 s (limit transport.timeout)"), late.getMessage());
    }

    @Test
    void peerThatDoesNotListenIsNamedWithTheLimit() {
        int port = server.port();
        server.close();
        LinkException late = assertThrows(LinkException.class, () -> new LinkConnector(loops, hasty, secret)
                .connect("127.0.0.1", port, TERMS, Wakeup.NONE, () -> false));
        assertTrue(late.getMessage().contains("stage 1 at 127.0.0.1:" + port), late.getMessage());
        assertTrue(late.getMessage().contains("refused"), late.getMessage());
        assertTrue(late.getMessage().contains("transport.timeout"), late.getMessage());
    }

    /** The system may give a call to a closed port that very port to call from: one call in thousands, here every one. */
    @Test
    void callThatMeetsItselfHasFoundNobodyAndLeavesThePortFree() throws Exception {
        server.close();
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        Expectation expectation = new Expectation(TERMS, null);
        assertTrue(loops.bootstrap()
                .handler(new ConnectorHandshake(secret, expectation))
                .connect(address, address)
                .await()
                .isSuccess());
        Throwable told = assertThrows(
                        ExecutionException.class, () -> expectation.opened().get())
                .getCause();
        assertEquals("nobody listens there", told.getMessage());
        assertEquals(IOException.class, told.getClass()); // it calls again: the neighbour may come yet
        TransportSettings same = new TransportSettings(
                "127.0.0.1", address.getPort(), address.getPort(), Duration.ofSeconds(4), Faults.NONE);
        server = new LinkServer(loops, same, secret);
        letsThePeerIn(accepting());
    }

    @Test
    void peerThatListensLaterIsReached() throws Exception {
        CompletableFuture<Link> calling = CompletableFuture.supplyAsync(() -> connect(TERMS, secret));
        Link upper = server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false);
        calling.get().close();
        upper.close();
    }

    @Test
    void nobodyWaitsForACancelledTask() {
        AtomicBoolean cancelled = new AtomicBoolean(true);
        LinkException stopped =
                assertThrows(LinkException.class, () -> server.accept(TERMS.mirrored(), Wakeup.NONE, cancelled::get));
        assertTrue(stopped.getMessage().contains("cancelled while waiting for stage 0"), stopped.getMessage());
    }

    @Test
    void interruptEndsTheWaitAndStaysVisible() {
        Thread.currentThread().interrupt();
        assertThrows(LinkException.class, () -> server.accept(TERMS.mirrored(), Wakeup.NONE, () -> false));
        assertTrue(Thread.interrupted());
    }

    @Test
    void portRangeIsTriedInOrder() {
        int taken = server.port();
        TransportSettings one = new TransportSettings("127.0.0.1", taken, taken, Duration.ofSeconds(1), Faults.NONE);
        LinkException full = assertThrows(LinkException.class, () -> new LinkServer(loops, one, secret));
        assertTrue(full.getMessage().contains("transport.ports = " + taken + "-" + taken), full.getMessage());
        int last = Math.min(65_535, taken + 50);
        TransportSettings many = new TransportSettings("127.0.0.1", taken, last, Duration.ofSeconds(1), Faults.NONE);
        try (LinkServer second = new LinkServer(loops, many, secret)) {
            assertTrue(second.port() > taken && second.port() <= last, second.port() + "");
        }
    }
}
