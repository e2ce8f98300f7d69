package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Pooling over images {@code [n, height, width, channels]} with vector instructions, over channels. */
final class VectorPools {
    private final Window window;
    private final int height;
    private final int width;
    private final int channels;
    private final int down; // places of the window
    private final int right;
    private final int places; // of all images
    private final int[] pixels; // the first channel of what the window sees at a place
    private final int[] elements; // which elements of the window those are
    private int seen; // how many

    /** {@code image}: the shape of the larger side. */
    VectorPools(Window window, Shape image) {
        this.window = window;
        this.height = image.dim(1);
        this.width = image.dim(2);
        this.channels = image.dim(3);
        this.down = window.down().places(height);
        this.right = window.right().places(width);
        this.places = image.dim(0) * down * right;
        this.pixels = new int[window.size()];
        this.elements = new int[window.size()];
    }

    /** Looks which pixels the window sees at a place. */
    private void look(int place) {
        int image = place / right / down;
        seen = 0;
        for (int k = 0; k < window.down().size(); k++) {
            int row = window.down().at(place / right % down, k);
            for (int l = 0; l < window.right().size(); l++) {
                int column = window.right().at(place % right, l);
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    pixels[seen] = ((image * height + row) * width + column) * channels;
                    elements[seen++] = k * window.right().size() + l;
                }
            }
        }
    }

    void maximum(Tensor x, Tensor y, Tensor chosen) {
        ByteBuffer from = x.bytes();
        ByteBuffer to = y.bytes();
        ByteBuffer which = chosen.bytes();
        for (int place = 0; place < places; place++) {
            look(place);
            int start = place * channels;
            int c = 0;
            for (; c <= channels - WIDTH; c += WIDTH) {
                FloatVector most = fromByteBuffer(FLOATS, from, pixels[0] + c << 2, ORDER);
                FloatVector best = broadcast(FLOATS, elements[0]);
                for (int i = 1; i < seen; i++) {
                    FloatVector value = fromByteBuffer(FLOATS, from, pixels[i] + c << 2, ORDER);
                    VectorMask<Float> larger = value.compare(VectorOperators.GT, most)
                            .or(value.compare(VectorOperators.NE, value)); // what is no number goes on
                    most = most.blend(value, larger);
                    best = best.blend(broadcast(FLOATS, elements[i]), larger);
                }
                most.intoByteBuffer(to, start + c << 2, ORDER);
                best.intoByteBuffer(which, start + c << 2, ORDER);
            }
            for (; c < channels; c++) {
                float most = get(from, pixels[0] + c);
                int best = elements[0];
                for (int i = 1; i < seen; i++) {
                    float value = get(from, pixels[i] + c);
                    if (value > most || Float.isNaN(value)) {
                        most = value;
                        best = elements[i];
                    }
                }
                put(to, start + c, most);
                put(which, start + c, best);
            }
        }
        y.touch();
        chosen.touch();
    }

    void maximumBackward(Tensor dy, Tensor chosen, Tensor dx) {
        VectorElements.fill(dx, 0);
        ByteBuffer from = dy.bytes();
        ByteBuffer which = chosen.bytes();
        ByteBuffer to = dx.bytes();
        for (int place = 0; place < places; place++) {
            look(place);
            int start = place * channels;
            for (int i = 0; i < seen; i++) {
                int c = 0;
                for (; c <= channels - WIDTH; c += WIDTH) {
                    VectorMask<Float> mine = fromByteBuffer(FLOATS, which, start + c << 2, ORDER)
                            .compare(VectorOperators.EQ, elements[i]);
                    FloatVector sum = fromByteBuffer(FLOATS, to, pixels[i] + c << 2, ORDER);
                    sum.add(fromByteBuffer(FLOATS, from, start + c << 2, ORDER), mine)
                            .intoByteBuffer(to, pixels[i] + c << 2, ORDER);
                }
                for (; c < channels; c++) {
                    if (get(which, start + c) == elements[i]) {
                        put(to, pixels[i] + c, get(to, pixels[i] + c) + get(from, start + c));
                    }
                }
            }
        }
        dx.touch();
    }

    void mean(Tensor x, Tensor y) {
        ByteBuffer from = x.bytes();
        ByteBuffer to = y.bytes();
        for (int place = 0; place < places; place++) {
            look(place);
            int start = place * channels;
            int c = 0;
            for (; c <= channels - WIDTH; c += WIDTH) {
                FloatVector sum = broadcast(FLOATS, 0);
                for (int i = 0; i < seen; i++) {
                    sum = sum.add(fromByteBuffer(FLOATS, from, pixels[i] + c << 2, ORDER));
                }
                sum.div(seen).intoByteBuffer(to, start + c << 2, ORDER);
            }
            for (; c < channels; c++) {
                float sum = 0;
                for (int i = 0; i < seen; i++) {
                    sum += get(from, pixels[i] + c);
                }
                put(to, start + c, sum / seen);
            }
        }
        y.touch();
    }

    void meanBackward(Tensor dy, Tensor dx) {
        VectorElements.fill(dx, 0);
        ByteBuffer from = dy.bytes();
        ByteBuffer to = dx.bytes();
        for (int place = 0; place < places; place++) {
            look(place);
            int start = place * channels;
            for (int i = 0; i < seen; i++) {
                int c = 0;
                for (; c <= channels - WIDTH; c += WIDTH) {
                    fromByteBuffer(FLOATS, to, pixels[i] + c << 2, ORDER)
                            .add(fromByteBuffer(FLOATS, from, start + c << 2, ORDER)
                                    .div(seen))
                            .intoByteBuffer(to, pixels[i] + c << 2, ORDER);
                }
                for (; c < channels; c++) {
                    put(to, pixels[i] + c, get(to, pixels[i] + c) + get(from, start + c) / seen);
                }
            }
        }
        dx.touch();
    }
}
