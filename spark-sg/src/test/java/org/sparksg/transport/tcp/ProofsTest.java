package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.tcp.HandshakeFrame.Type;

/** Nothing is told before the other end has proved itself, and nothing is believed without a proof. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProofsTest {
    private static final Capacity CAPACITY = new Capacity(2, List.of(Shape.of(8, 4)));
    private static final LinkTerms TERMS = new LinkTerms("run-7", 3, 0, 1, CAPACITY, CAPACITY);

    private final TransportSettings settings =
            TransportSettings.defaults().withHost("127.0.0.1").withTimeout(Duration.ofSeconds(4));
    private final RunSecret secret = RunSecret.random();
    private final EventLoops loops = new EventLoops("proofs", 1);
    private CompletableFuture<Void> playing;

    @AfterEach
    void close() {
        loops.close();
    }

    private interface Act {
        void play(Socket caller) throws Exception;
    }

    /** Calls somebody who plays the acceptor: the first act with the first call, and so on. */
    private CompletableFuture<Link> call(ServerSocket acceptor, TransportSettings patience, Act... acts) {
        playing = CompletableFuture.runAsync(() -> {
            for (Act act : acts) {
                try (Socket caller = acceptor.accept()) {
                    act.play(caller);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        });
        return CompletableFuture.supplyAsync(() -> new LinkConnector(loops, patience, secret)
                .connect("127.0.0.1", acceptor.getLocalPort(), TERMS, Wakeup.NONE, () -> false));
    }

    private static ServerSocket listen() throws Exception {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    /** The acceptor as it should be: ends with the connector's terms. */
    private Proofs challenge(Socket caller) throws Exception {
        Proofs proofs = new Proofs(secret);
        assertNotNull(proofs.hear(Wire.hear(caller)));
        Wire.say(caller, proofs.challenge());
        return proofs;
    }

    private void welcome(Socket caller) throws Exception {
        Proofs proofs = challenge(caller);
        assertEquals(TERMS, TermsCodec.decode(proofs.open(Wire.hear(caller), Type.PROOF)));
        Wire.say(caller, proofs.sign(Type.WELCOME, TermsCodec.encode(TERMS.mirrored())));
        caller.getInputStream().read(); // a goodbye, later
    }

    private String failureOf(TransportSettings patience, Act act) throws Exception {
        try (ServerSocket acceptor = listen()) {
            CompletableFuture<Link> calling = call(acceptor, patience, act);
            LinkException failure = assertThrows(LinkException.class, () -> {
                try {
                    calling.join();
                } catch (java.util.concurrent.CompletionException e) {
                    throw e.getCause();
                }
            });
            playing.join();
            return failure.getMessage();
        }
    }

    @Test
    void unprovedRefusalIsNotBelieved() throws Exception {
        try (ServerSocket acceptor = listen()) {
            CompletableFuture<Link> calling = call(
                    acceptor,
                    settings,
                    caller -> Wire.say(caller, HandshakeFrame.stranger()),
                    caller -> Wire.say(caller, new HandshakeFrame(Type.REFUSAL, new byte[RunSecret.BYTES])),
                    caller -> Wire.say(caller, new Proofs(RunSecret.random()).refuse("go away")),
                    caller -> {
                        challenge(caller); // somebody in between cannot change the answer either
                        Wire.hear(caller);
                        Wire.say(caller, new Proofs(RunSecret.random()).refuse("go away"));
                    },
                    caller -> caller.getOutputStream().write("HTTP/1.1 400".getBytes(StandardCharsets.US_ASCII)),
                    this::welcome);
            Link link = calling.join();
            assertTrue(link.peer().startsWith("stage 1 at "));
            link.close();
            playing.join();
        }
    }

    @Test
    void provedRefusalIsBelievedAtOnce() throws Exception {
        long start = System.nanoTime();
        String message = failureOf(settings, caller -> {
            Proofs proofs = challenge(caller);
            Wire.hear(caller);
            Wire.say(caller, proofs.refuse("attempt 3 met attempt 4"));
        });
        assertTrue(message.endsWith("refused this end: attempt 3 met attempt 4"), message);
        assertTrue(System.nanoTime() - start < 3e9, "it called again");
    }

    @Test
    void connectorTellsNothingToAnAcceptorThatHasNotProvedItself() throws Exception {
        String message = failureOf(settings.withTimeout(Duration.ofMillis(500)), caller -> {
            Wire.hear(caller);
            Wire.say(caller, new Proofs(RunSecret.random()).challenge());
            assertEquals(-1, caller.getInputStream().read(), "no byte more than the hello");
        });
        assertTrue(message.contains("does not hold the secret of this run"), message);
    }

    @Test
    void oldPeerIsToldWhichVersionThisIs() throws Exception {
        try (LinkServer server = new LinkServer(loops, settings, secret);
                Socket old = new Socket("127.0.0.1", server.port())) {
            CompletableFuture<Link> accepting =
                    CompletableFuture.supplyAsync(() -> server.accept(TERMS.mirrored(), Wakeup.NONE, old::isClosed));
            byte[] hello = Wire.bytes(new Proofs(secret).hello());
            hello[4] = 1;
            old.getOutputStream().write(hello);
            byte[] answer = old.getInputStream().readNBytes(HandshakeFrame.PREFIX);
            assertEquals(HandshakeFrame.VERSION, answer[4]); // an old connector reads the version first, and says so
            assertEquals(-1, old.getInputStream().read());
            old.close();
            assertThrows(Exception.class, accepting::join);
        }
    }

    @Test
    void peerOfAnotherVersionIsNamedWithBothVersions() throws Exception {
        String message = failureOf(settings.withTimeout(Duration.ofMillis(500)), caller -> {
            byte[] bytes = Wire.bytes(HandshakeFrame.stranger());
            bytes[4] = 9;
            caller.getOutputStream().write(bytes);
        });
        assertTrue(message.contains("speaks protocol 9, this end speaks " + HandshakeFrame.VERSION), message);
    }

    @Test
    void everyPartOfAFrameIsUnderItsProof() {
        Proofs connector = new Proofs(secret);
        Proofs acceptor = new Proofs(secret);
        acceptor.hear(connector.hello());
        connector.accept(acceptor.challenge());
        HandshakeFrame welcome = acceptor.sign(Type.WELCOME, TermsCodec.encode(TERMS));
        assertNotNull(connector.open(welcome, Type.WELCOME));
        for (int i = 0; i < welcome.content().length; i++) {
            byte[] changed = welcome.content().clone();
            changed[i] ^= 1;
            assertNull(connector.open(new HandshakeFrame(Type.WELCOME, changed), Type.WELCOME), "byte " + i);
        }
        assertNull(connector.open(new HandshakeFrame(Type.REFUSAL, welcome.content()), Type.REFUSAL));
        assertNull(new Proofs(secret).open(welcome, Type.WELCOME), "of another connection");
    }

    @Test
    void keysAreOfOneConnectionAndDirection() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Proofs connector = new Proofs(secret);
            Proofs acceptor = new Proofs(secret);
            assertNotNull(acceptor.hear(connector.hello()));
            assertTrue(connector.accept(acceptor.challenge()));
            for (Proofs.Direction direction : Proofs.Direction.values()) {
                String key = java.util.HexFormat.of().formatHex(connector.key(direction));
                assertEquals(key, java.util.HexFormat.of().formatHex(acceptor.key(direction)));
                assertTrue(keys.add(key));
                assertFalse(key.startsWith("0000000000000000"));
            }
        }
    }
}
