package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.HeaderCodec;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrameReaderTest implements FrameReader.Events {
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final Capacity CAPACITY = new Capacity(2, List.of(SHAPE, Shape.of(2, 1)));
    private static final int ATTEMPT = 5;

    private final Inbox inbox = new Inbox(CAPACITY, () -> {});
    private final FrameReader reader = new FrameReader(inbox, ATTEMPT, this, () -> 99);
    private final HeaderCodec codec = new HeaderCodec();
    private final List<String> events = new ArrayList<>();

    @Override
    public void granted(int slots) {
        events.add("granted " + slots);
    }

    @Override
    public void arrived(InboxSlot slot) {
        inbox.arrived(slot);
        events.add("arrived " + slot.slot().header().batchId());
    }

    @Override
    public void bye() {
        events.add("bye");
    }

    @Override
    public void byeAck() {
        events.add("byeAck");
    }

    @Override
    public void signed() {
        events.add("signed");
    }

    private static Header header(int attempt, long batch, Shape... shapes) {
        return new Header(Header.Kind.ACTIVATION, attempt, batch, 0, List.of(shapes));
    }

    private ByteBuf message(Header header, int payloadLength, float... values) {
        int length = codec.encode(header);
        ByteBuf frame = prefix(Frame.Type.MESSAGE, length, payloadLength, 1);
        frame.writeBytes(codec.buffer(), 0, length);
        for (float value : values) {
            frame.writeInt(
                    Float.floatToIntBits(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : swapped(value)));
        }
        return frame;
    }

    private static float swapped(float value) {
        return Float.intBitsToFloat(Integer.reverseBytes(Float.floatToIntBits(value)));
    }

    private static ByteBuf prefix(Frame.Type type, int headerLength, int payloadLength, int credits) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeZero(Frame.PREFIX);
        Frame.write(frame, 0, type, headerLength, payloadLength, credits);
        return frame;
    }

    private void refuses(String reason, ByteBuf bytes) {
        String message = assertThrows(IllegalArgumentException.class, () -> reader.read(bytes))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    // As a channel does: what belongs to a tensor is put into its slot, at most a piece at a time.
    private void receive(ByteBuf in, int piece) {
        while (in.isReadable()) {
            ByteBuf target = reader.target();
            int limit = Math.min(piece, in.readableBytes());
            if (target == null) {
                reader.read(in.readSlice(limit));
            } else {
                target.writeBytes(in, Math.min(limit, target.writableBytes()));
                reader.read(target);
            }
        }
    }

    private void copy(ByteBuf in, int piece) {
        while (in.isReadable()) {
            reader.read(in.readSlice(Math.min(piece, in.readableBytes())));
        }
    }

    @Test
    void framesInPiecesOfAnySizeAreTheSameFrames() {
        framesInPiecesOfAnySizeAreTheSame(this::copy);
    }

    @Test
    void framesReadIntoTheirTargetsInPiecesOfAnySizeAreTheSameFrames() {
        framesInPiecesOfAnySizeAreTheSame(this::receive);
    }

    private void framesInPiecesOfAnySizeAreTheSame(ObjIntConsumer<ByteBuf> way) {
        for (int piece = 1; piece < 200; piece++) {
            events.clear();
            ByteBuf frames = Unpooled.wrappedBuffer(
                    message(header(ATTEMPT, 1, SHAPE, Shape.of(2, 1)), 32, 1, 2, 3, 4, 5, 6, 7, 8),
                    prefix(Frame.Type.CREDIT, 0, 0, 2),
                    message(header(ATTEMPT, 2, Shape.of(1, 3)), 12, 9, 10, 11),
                    prefix(Frame.Type.BYE, 0, 0, 0),
                    prefix(Frame.Type.BYE_ACK, 0, 0, 0));
            way.accept(frames, piece);
            assertEquals(
                    List.of("granted 1", "arrived 1", "granted 2", "granted 1", "arrived 2", "bye", "byeAck"), events);
            Delivery first = inbox.poll();
            assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, first.tensor(0).toArray());
            assertArrayEquals(new double[] {7, 8}, first.tensor(1).toArray());
            assertEquals(99, first.arrivedNs());
            Delivery second = inbox.poll();
            assertArrayEquals(new double[] {9, 10, 11}, second.tensor(0).toArray());
            first.release();
            second.release();
        }
    }

    // Feeds the start of a message with two tensors and returns the target of the first.
    private ByteBuf begin(int rows) {
        Shape first = Shape.of(rows, 3);
        Shape second = Shape.of(rows, 1);
        reader.read(message(header(ATTEMPT, 1, first, second), 16 * rows));
        return reader.target();
    }

    private static void fill(ByteBuf target) {
        target.writeZero(target.writableBytes());
    }

    @Test
    void targetEndsWhereItsTensorEndsWhateverTheSlotCouldHold() {
        ByteBuf first = begin(1);
        assertEquals(12, first.capacity());
        assertEquals(12, first.maxCapacity());
        fill(first);
        reader.read(first);
        ByteBuf second = reader.target();
        assertEquals(4, second.capacity());
        fill(second);
        reader.read(second);
        assertNull(reader.target());
        assertEquals(List.of("granted 1", "arrived 1"), events);
    }

    @Test
    void targetWithNothingNewInItChangesNothing() {
        ByteBuf target = begin(2);
        target.writeInt(7);
        reader.read(target);
        reader.read(target);
        assertSame(target, reader.target());
        assertEquals(4, target.writerIndex());
        assertEquals(List.of("granted 1"), events);
    }

    @Test
    void targetOutlivesTheReleasesOfAChannel() {
        ByteBuf target = begin(2);
        assertFalse(target.release());
        assertFalse(target.release());
        fill(target);
        reader.read(target);
        assertEquals(8, reader.target().capacity());
    }

    @Test
    void targetsAreMadeOnceForMessagesOfTheSameShape() {
        Set<ByteBuf> made = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int message = 0; message < 10; message++) {
            for (ByteBuf target = begin(2); target != null; target = reader.target()) {
                made.add(target);
                fill(target);
                reader.read(target);
            }
            inbox.poll().release();
            inbox.grant();
        }
        assertEquals(2, made.size()); // of one slot: the one that came back last is used again
    }

    @Test
    void nothingIsATargetBeforeItsShapesAreChecked() {
        ByteBuf refused = message(header(ATTEMPT, 0, Shape.of(3, 3)), 36);
        assertThrows(IllegalArgumentException.class, () -> copy(refused, 1));
        assertNull(reader.target());
    }

    @Test
    void lengthsThatTheLinkDoesNotCarryAreRefusedBeforeAnythingIsAllocated() {
        refuses("header of 65535 bytes", prefix(Frame.Type.MESSAGE, 0xFFFF, Integer.MAX_VALUE, 0));
    }

    @Test
    void shapesThatTheLinkDoesNotCarryAreRefused() {
        refuses("[3, 3]", message(header(ATTEMPT, 0, Shape.of(3, 3)), 36));
    }

    @Test
    void hugeShapesAreRefused() {
        refuses("[2147483647]", message(header(ATTEMPT, 0, Shape.of(Integer.MAX_VALUE)), -4));
    }

    @Test
    void payloadLengthMustBeThatOfTheShapes() {
        refuses("must be 24", message(header(ATTEMPT, 0, SHAPE), 28));
    }

    @Test
    void messagesOfAnotherAttemptAreRefused() {
        refuses("attempt 4 in attempt 5", message(header(4, 0, SHAPE), 24));
    }

    @Test
    void messagesWithoutCreditAreRefused() {
        reader.read(message(header(ATTEMPT, 0, Shape.of(1, 3)), 12, 1, 2, 3));
        reader.read(message(header(ATTEMPT, 1, Shape.of(1, 3)), 12, 1, 2, 3));
        refuses("without credit", message(header(ATTEMPT, 2, Shape.of(1, 3)), 12, 1, 2, 3));
    }

    @Test
    void otherProtocolsAreRefused() {
        refuses("not a frame", Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));
    }

    @Test
    void unknownFramesAreRefused() {
        ByteBuf unknown = prefix(Frame.Type.BYE, 0, 0, 0);
        unknown.setByte(4, 200);
        refuses("type 200", unknown);
    }

    @Test
    void garbageEndsInARefusalOrInNothing() {
        FrameReader.Events deaf = new FrameReader.Events() {
            @Override
            public void granted(int slots) {}

            @Override
            public void arrived(InboxSlot slot) {}

            @Override
            public void bye() {}

            @Override
            public void byeAck() {}

            @Override
            public void signed() {}
        };
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FrameReader fresh = new FrameReader(new Inbox(CAPACITY, () -> {}), ATTEMPT, deaf, () -> 0);
            ByteBuf frame = message(header(ATTEMPT, 1, SHAPE), 24, 1, 2, 3, 4, 5, 6);
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                frame.setByte(random.nextInt(frame.readableBytes()), random.nextInt());
            }
            try {
                fresh.read(frame);
            } catch (IllegalArgumentException refused) {
                assertTrue(refused.getMessage() != null, "seed " + seed);
            }
        }
    }
}
