package org.sparksg.lab.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What the machine can do: a blocking socket and nothing else. One thread at each end, no slots, no handshake, no checks; a
 * message is 16 bytes and the payload, written with one gathering write and read into one direct buffer that is used again.
 */
final class PlainSocket implements AutoCloseable {
    private static final int PREFIX = 16;
    private static final int ACK = 8;
    private static final int WINDOW = 8;

    private final SocketChannel channel;
    private final ByteBuffer prefix = ByteBuffer.allocateDirect(PREFIX);
    private final ByteBuffer ack = ByteBuffer.allocateDirect(ACK);

    /** Takes over a connected channel. */
    PlainSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Waits for the receiver, then sends messages, at most 8 of them without an answer. */
    void send(int messages, ByteBuffer payload) throws IOException {
        read(ack);
        ByteBuffer[] parts = {prefix, payload};
        int answered = 0;
        for (int sent = 0; sent < messages; sent++) {
            if (sent - answered == WINDOW) {
                read(ack);
                answered++;
            }
            prefix.clear();
            payload.clear();
            while (payload.hasRemaining()) {
                channel.write(parts);
            }
        }
        for (; answered < messages; answered++) {
            read(ack);
        }
    }

    /** Receives messages of {@code bytes} bytes and answers each. */
    void receive(int messages, int bytes) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(PREFIX + bytes);
        write(ack);
        for (int received = 0; received < messages; received++) {
            read(message);
            write(ack);
        }
    }

    /** Sends the ball and waits for its return, again and again. */
    void serve(int trips, ByteBuffer ball) throws IOException {
        for (int trip = 0; trip < trips; trip++) {
            write(ball);
            read(ball);
        }
    }

    /** Returns the ball as often as it comes. */
    void echo(int trips, ByteBuffer ball) throws IOException {
        for (int trip = 0; trip < trips; trip++) {
            read(ball);
            write(ball);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void read(ByteBuffer bytes) throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the other end of the plain socket is gone");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
