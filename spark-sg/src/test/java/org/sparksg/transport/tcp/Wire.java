package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;

/** What a test says and hears of the handshake on a socket of its own. */
final class Wire {
    private Wire() {}

    static byte[] bytes(HandshakeFrame frame) {
        ByteBuf encoded = frame.encode(UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes).release();
        return bytes;
    }

    static void say(Socket socket, HandshakeFrame frame) throws IOException {
        socket.getOutputStream().write(bytes(frame));
    }

    /** Returns the next frame, or null if the other end hangs up. */
    static HandshakeFrame hear(Socket socket) throws IOException {
        byte[] prefix = socket.getInputStream().readNBytes(HandshakeFrame.PREFIX);
        if (prefix.length < HandshakeFrame.PREFIX) {
            return null;
        }
        int length = Byte.toUnsignedInt(prefix[6]) << 8 | Byte.toUnsignedInt(prefix[7]);
        return HandshakeFrame.read(
                Unpooled.wrappedBuffer(prefix, socket.getInputStream().readNBytes(length)));
    }
}
