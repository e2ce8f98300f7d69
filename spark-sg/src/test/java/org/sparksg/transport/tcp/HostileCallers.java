package org.sparksg.transport.tcp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Strangers that call a port in every way that they can think of, at a given rate. */
final class HostileCallers {
    private static final int CONNECT_LIMIT_MS = 2_000;
    private static final int THREADS = 4;
    private static final int HELD = 50; // by each thread: silent and slow ones

    private final int port;
    private final RunSecret secret;
    private final byte[] recorded;
    private final long seed;
    private final boolean oneAddress;
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong selves = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    /**
     * What came of the calls.
     *
     * @param attempts connections that were tried
     * @param connections those that there were
     * @param selves calls that met themselves: nobody else was there
     * @param frames that were to be sent
     * @param sent those that the system took before the connection was cut
     */
    record Counts(long attempts, long connections, long selves, long frames, long sent) {}

    /** What a caller does. */
    enum Kind {
        RANDOM_BYTES,
        TRUNCATED_HELLO,
        REPLAYED_HELLO,
        OTHER_VERSION,
        WRONG_PROOF,
        GIANT_LENGTH,
        FRAMES_AT_ONCE,
        HELLO_THEN_GARBAGE,
        SILENT,
        SLOW
    }

    /**
     * Creates them.
     *
     * @param secret of the run: it makes the hellos that they have recorded
     * @param oneAddress whether all of them call from the address of the honest peer
     */
    HostileCallers(int port, RunSecret secret, long seed, boolean oneAddress) {
        this.port = port;
        this.secret = secret;
        this.seed = seed;
        this.oneAddress = oneAddress;
        this.recorded = Wire.bytes(new Proofs(secret).hello());
    }

    /** Calls, and returns when all have called. */
    Counts call(int count, long framesInAll, int perSecond) throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            Thread caller = new Thread(() -> call(number, count, framesInAll, perSecond), "hostile-" + thread);
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return new Counts(attempts.get(), connections.get(), selves.get(), frames.get(), sent.get());
    }

    /**
     * Whether a socket is connected to itself. A call from this machine to a port where nobody listens may be given that very
     * port to call from: one in some thousands, of those that the system chooses from.
     */
    static boolean meetsItself(Socket socket) {
        return socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
    }

    private void call(int thread, int count, long framesInAll, int perSecond) {
        SplittableRandom random = new SplittableRandom(seed + thread);
        Deque<Socket> held = new ArrayDeque<>();
        long start = System.nanoTime();
        for (int number = thread; number < count && !Thread.currentThread().isInterrupted(); number += THREADS) {
            long due = start + TimeUnit.SECONDS.toNanos(number) / perSecond;
            while (due - System.nanoTime() > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
            }
            long frameCount = framesInAll * (number + 1L) / count - framesInAll * number / count;
            Kind kind = Kind.values()[number % Kind.values().length];
            try {
                one(kind, frameCount, random, held);
            } catch (IOException refused) {
                // as it should be
            }
            frames.addAndGet(frameCount);
            slowly(held);
        }
        held.forEach(HostileCallers::close);
    }

    private void one(Kind kind, long frameCount, SplittableRandom random, Deque<Socket> held) throws IOException {
        Socket socket = new Socket();
        try {
            int host = oneAddress ? 1 : 1 + random.nextInt(200);
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 0));
            socket.setSoLinger(true, 0); // leaves no state behind: there are not enough ports for that
            attempts.incrementAndGet();
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_LIMIT_MS);
            if (meetsItself(socket)) {
                selves.incrementAndGet();
                close(socket);
                return;
            }
            connections.incrementAndGet();
            if (kind == Kind.SILENT || kind == Kind.SLOW) {
                held.add(socket);
                if (held.size() > HELD) {
                    close(held.remove());
                }
                return;
            }
            OutputStream out = socket.getOutputStream();
            out.write(first(kind, random));
            for (long frame = 0; frame < frameCount; frame++) {
                out.write(frame(random));
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            close(socket);
            throw e;
        }
        close(socket);
    }

    private byte[] first(Kind kind, SplittableRandom random) {
        byte[] hello = Wire.bytes(new Proofs(secret).hello());
        return switch (kind) {
            case RANDOM_BYTES -> bytes(random, 1 + random.nextInt(3_000));
            case TRUNCATED_HELLO -> Arrays.copyOf(hello, 1 + random.nextInt(hello.length - 1));
            case REPLAYED_HELLO -> recorded;
            case OTHER_VERSION -> with(hello, 4, random.nextInt(3, 256));
            case WRONG_PROOF -> with(hello, 8 + random.nextInt(64), ~hello[8]);
            case GIANT_LENGTH -> with(with(hello, 6, 0xFF), 7, random.nextInt(256));
            case HELLO_THEN_GARBAGE -> hello;
            case FRAMES_AT_ONCE, SILENT, SLOW -> new byte[0];
        };
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) (changed[at] == (byte) value ? value + 1 : value);
        return changed;
    }

    /** A frame of an open link, or one that claims to be a proof. */
    private static byte[] frame(SplittableRandom random) {
        if (random.nextBoolean()) {
            return Wire.bytes(new HandshakeFrame(
                    HandshakeFrame.Type.PROOF, bytes(random, RunSecret.BYTES + random.nextInt(300))));
        }
        return ByteBuffer.allocate(Frame.PREFIX)
                .putInt(Frame.MAGIC)
                .put((byte) random.nextInt(4))
                .put((byte) 0)
                .putShort((short) random.nextInt())
                .putInt(random.nextInt())
                .putInt(random.nextInt(8))
                .array();
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void slowly(Deque<Socket> held) {
        held.removeIf(socket -> {
            try {
                if (socket.getLocalPort() % 2 == 0) { // the others are silent
                    socket.getOutputStream().write(recorded[0]);
                }
                return false;
            } catch (IOException dropped) {
                close(socket);
                return true;
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }
}
