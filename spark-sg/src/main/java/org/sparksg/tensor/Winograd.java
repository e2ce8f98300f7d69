package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * The transforms of {@link WinogradConvolution} along one axis, for as many channels at once as a vector has lanes: polynomials at the points
 * 0, 1, -1, 2, -2 and infinity. Each method reads some vectors that lie {@code step} floats apart, and writes others {@code next} apart.
 */
final class Winograd {
    /** Places of a tile along an axis, and points. */
    static final int TILE = 6;

    private Winograd() {}

    /** Six places of an image become the values at the points. */
    static void ofTile(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector d0 = fromByteBuffer(FLOATS, from, at << 2, ORDER);
        FloatVector d1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector d2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector d3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        FloatVector d4 = fromByteBuffer(FLOATS, from, at + 4 * step << 2, ORDER);
        FloatVector d5 = fromByteBuffer(FLOATS, from, at + 5 * step << 2, ORDER);
        d0.mul(4).sub(d2.mul(5)).add(d4).intoByteBuffer(to, start << 2, ORDER);
        FloatVector even = d4.sub(d2.mul(4));
        FloatVector odd = d3.sub(d1.mul(4));
        even.add(odd).intoByteBuffer(to, start + next << 2, ORDER);
        even.sub(odd).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        FloatVector evenAt2 = d4.sub(d2);
        FloatVector oddAt2 = d3.sub(d1).mul(2);
        evenAt2.add(oddAt2).intoByteBuffer(to, start + 3 * next << 2, ORDER);
        evenAt2.sub(oddAt2).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        d1.mul(4).sub(d3.mul(5)).add(d5).intoByteBuffer(to, start + 5 * next << 2, ORDER);
    }

    /** The values of a product at the points become results, of which the first {@code count} are wanted, 4 at most. */
    static void toFour(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next, int count) {
        FloatVector p1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector p2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector p3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        FloatVector p4 = fromByteBuffer(FLOATS, from, at + 4 * step << 2, ORDER);
        FloatVector even = p1.add(p2);
        FloatVector odd = p1.sub(p2);
        FloatVector evenAt2 = p3.add(p4);
        FloatVector oddAt2 = p3.sub(p4);
        fromByteBuffer(FLOATS, from, at << 2, ORDER).add(even).add(evenAt2).intoByteBuffer(to, start << 2, ORDER);
        if (count > 1) {
            odd.add(oddAt2.mul(2)).intoByteBuffer(to, start + next << 2, ORDER);
        }
        if (count > 2) {
            even.add(evenAt2.mul(4)).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        }
        if (count > 3) {
            odd.add(oddAt2.mul(8))
                    .add(fromByteBuffer(FLOATS, from, at + 5 * step << 2, ORDER))
                    .intoByteBuffer(to, start + 3 * next << 2, ORDER);
        }
    }

    /** The same for 2 results. */
    static void toTwo(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next, int count) {
        FloatVector p1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector p2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector p3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        FloatVector p4 = fromByteBuffer(FLOATS, from, at + 4 * step << 2, ORDER);
        fromByteBuffer(FLOATS, from, at << 2, ORDER)
                .add(p1.add(p2))
                .add(p3.add(p4))
                .intoByteBuffer(to, start << 2, ORDER);
        if (count > 1) {
            p1.sub(p2)
                    .add(p3.sub(p4).mul(2))
                    .add(fromByteBuffer(FLOATS, from, at + 5 * step << 2, ORDER))
                    .intoByteBuffer(to, start + next << 2, ORDER);
        }
    }

    /** Four numbers become the values at the points: the transpose of {@link #toFour}. */
    static void ofFour(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector y0 = fromByteBuffer(FLOATS, from, at << 2, ORDER);
        FloatVector y1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector y2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector y3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        y0.intoByteBuffer(to, start << 2, ORDER);
        FloatVector even = y0.add(y2);
        FloatVector odd = y1.add(y3);
        even.add(odd).intoByteBuffer(to, start + next << 2, ORDER);
        even.sub(odd).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        FloatVector evenAt2 = y0.add(y2.mul(4));
        FloatVector oddAt2 = y1.mul(2).add(y3.mul(8));
        evenAt2.add(oddAt2).intoByteBuffer(to, start + 3 * next << 2, ORDER);
        evenAt2.sub(oddAt2).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        y3.intoByteBuffer(to, start + 5 * next << 2, ORDER);
    }

    /** Two numbers become the values at the points: the transpose of {@link #toTwo}. */
    static void ofTwo(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector y0 = fromByteBuffer(FLOATS, from, at << 2, ORDER);
        FloatVector y1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        y0.intoByteBuffer(to, start << 2, ORDER);
        y0.add(y1).intoByteBuffer(to, start + next << 2, ORDER);
        y0.sub(y1).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        FloatVector twice = y1.mul(2);
        y0.add(twice).intoByteBuffer(to, start + 3 * next << 2, ORDER);
        y0.sub(twice).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        y1.intoByteBuffer(to, start + 5 * next << 2, ORDER);
    }

    /** Three weights of a window become the values at the points. */
    static void ofThree(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector g0 = fromByteBuffer(FLOATS, from, at << 2, ORDER);
        FloatVector g1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector g2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        g0.mul(1 / 4f).intoByteBuffer(to, start << 2, ORDER);
        FloatVector even = g0.add(g2);
        even.add(g1).mul(-1 / 6f).intoByteBuffer(to, start + next << 2, ORDER);
        even.sub(g1).mul(-1 / 6f).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        FloatVector evenAt2 = g0.add(g2.mul(4));
        FloatVector oddAt2 = g1.mul(2);
        evenAt2.add(oddAt2).mul(1 / 24f).intoByteBuffer(to, start + 3 * next << 2, ORDER);
        evenAt2.sub(oddAt2).mul(1 / 24f).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        g2.intoByteBuffer(to, start + 5 * next << 2, ORDER);
    }

    /** Five do. */
    static void ofFive(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector g0 = fromByteBuffer(FLOATS, from, at << 2, ORDER);
        FloatVector g1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector g2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector g3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        FloatVector g4 = fromByteBuffer(FLOATS, from, at + 4 * step << 2, ORDER);
        g0.mul(1 / 4f).intoByteBuffer(to, start << 2, ORDER);
        FloatVector even = g0.add(g2).add(g4);
        FloatVector odd = g1.add(g3);
        even.add(odd).mul(-1 / 6f).intoByteBuffer(to, start + next << 2, ORDER);
        even.sub(odd).mul(-1 / 6f).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        FloatVector evenAt2 = g0.add(g2.mul(4)).add(g4.mul(16));
        FloatVector oddAt2 = g1.mul(2).add(g3.mul(8));
        evenAt2.add(oddAt2).mul(1 / 24f).intoByteBuffer(to, start + 3 * next << 2, ORDER);
        evenAt2.sub(oddAt2).mul(1 / 24f).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        g4.intoByteBuffer(to, start + 5 * next << 2, ORDER);
    }

    /** The values at the points become a gradient by weights, 3 or 5: the transpose of what these become. */
    static void toWeights(int taps, ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        FloatVector p1 = fromByteBuffer(FLOATS, from, at + step << 2, ORDER);
        FloatVector p2 = fromByteBuffer(FLOATS, from, at + 2 * step << 2, ORDER);
        FloatVector p3 = fromByteBuffer(FLOATS, from, at + 3 * step << 2, ORDER);
        FloatVector p4 = fromByteBuffer(FLOATS, from, at + 4 * step << 2, ORDER);
        FloatVector p5 = fromByteBuffer(FLOATS, from, at + 5 * step << 2, ORDER);
        FloatVector even = p1.add(p2).mul(-1 / 6f);
        FloatVector odd = p1.sub(p2).mul(-1 / 6f);
        FloatVector evenAt2 = p3.add(p4).mul(1 / 24f);
        FloatVector oddAt2 = p3.sub(p4).mul(1 / 24f);
        fromByteBuffer(FLOATS, from, at << 2, ORDER)
                .mul(1 / 4f)
                .add(even)
                .add(evenAt2)
                .intoByteBuffer(to, start << 2, ORDER);
        odd.add(oddAt2.mul(2)).intoByteBuffer(to, start + next << 2, ORDER);
        FloatVector third = even.add(evenAt2.mul(4));
        if (taps == 3) {
            third.add(p5).intoByteBuffer(to, start + 2 * next << 2, ORDER);
        } else {
            third.intoByteBuffer(to, start + 2 * next << 2, ORDER);
            odd.add(oddAt2.mul(8)).intoByteBuffer(to, start + 3 * next << 2, ORDER);
            even.add(evenAt2.mul(16)).add(p5).intoByteBuffer(to, start + 4 * next << 2, ORDER);
        }
    }
}
