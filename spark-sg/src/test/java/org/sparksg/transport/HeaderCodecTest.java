package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Shape;

class HeaderCodecTest {
    private final HeaderCodec codec = new HeaderCodec();

    private static final List<List<Shape>> SHAPES = List.of(
            List.of(),
            List.of(Shape.of(1)),
            List.of(Shape.of(Integer.MAX_VALUE)),
            List.of(Shape.of(256, 784), Shape.of(256, 10)),
            List.of(Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 7)),
            List.of(Shape.of(3, 2, 28, 28), Shape.of(3)));

    @ParameterizedTest
    @EnumSource(Header.Kind.class)
    void everyHeaderSurvivesTheRoundTrip(Header.Kind kind) {
        for (List<Shape> shapes : SHAPES) {
            for (long batch : new long[] {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE}) {
                for (int attempt : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                    Header header = new Header(kind, attempt, batch, (int) Math.min(batch, Integer.MAX_VALUE), shapes);
                    int length = codec.encode(header);
                    assertEquals(header, codec.decode(codec.buffer().clone(), length));
                }
            }
        }
    }

    @Test
    void longestHeaderFitsTheLimit() {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < HeaderSerializer.MAX_SHAPES; i++) {
            shapes.add(Shape.of(1 << 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        }
        Header header = new Header(Header.Kind.TRUE_GRADIENT, 7, Long.MAX_VALUE, Integer.MAX_VALUE, shapes);
        assertTrue(codec.encode(header) <= HeaderCodec.MAX_BYTES);
    }

    @Test
    void garbageIsRefusedQuicklyAndWithoutMemory() {
        long seed = 20_261_121;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[HeaderCodec.MAX_BYTES];
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int round = 0; round < 100_000; round++) {
                random.nextBytes(bytes);
                bytes[0] = (byte) (bytes[0] & 3); // a known kind, so that the rest is read too
                decodeOrRefuse(bytes, 1 + random.nextInt(64), "seed " + seed + ", round " + round);
            }
        });
    }

    @Test
    void everyChangedByteGivesAHeaderOrARefusal() {
        int length = codec.encode(new Header(Header.Kind.ACTIVATION, 3, 300, 2, SHAPES.get(3)));
        byte[] sound = codec.buffer().clone();
        for (int at = 0; at < length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = sound.clone();
                changed[at] = (byte) value;
                decodeOrRefuse(changed, length, "byte " + at + " = " + value);
            }
        }
    }

    private void decodeOrRefuse(byte[] bytes, int length, String what) {
        try {
            Header header = codec.decode(bytes, length);
            assertTrue(header.shapes().size() <= HeaderSerializer.MAX_SHAPES, what);
        } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage() != null, what);
        }
    }

    @Test
    void bytesAfterTheHeaderAreRefused() {
        int length = codec.encode(new Header(Header.Kind.GRADIENT, 0, 1, 0, List.of(Shape.of(2, 3))));
        byte[] bytes = codec.buffer().clone();
        assertThrows(IllegalArgumentException.class, () -> codec.decode(bytes, length + 1));
        assertThrows(IllegalArgumentException.class, () -> codec.decode(bytes, length - 1));
        assertThrows(IllegalArgumentException.class, () -> codec.decode(bytes, bytes.length + 1));
    }
}
