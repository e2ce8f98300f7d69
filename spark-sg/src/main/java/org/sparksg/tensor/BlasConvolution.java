package org.sparksg.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import java.lang.ref.Reference;

/**
 * Convolutions as products by OpenBLAS, some places at a time: what the window sees at each becomes a row of a matrix that stays in the
 * cache. Channels in one group, single precision.
 */
final class BlasConvolution {
    private static final int CACHED = 1 << 18; // elements of such a matrix
    private static final int FEW = 16; // places, too few for a product
    private static final int MANY = 256; // places that pay for reading and writing the gradient by a weight

    private final Runnable enter;
    private final Scratch scratch;
    private final Window window;

    /** Memory for what calls make in between, one after the other. */
    static final class Scratch {
        private Tensor memory = Tensor.zeros(Element.F32, Shape.of(1));

        private void reserve(int size) {
            if (memory.size() < size) {
                memory = Tensor.zeros(Element.F32, Shape.of(size));
            }
        }
    }

    /** {@code enter}: lets the current thread compute. */
    BlasConvolution(Runnable enter, Scratch scratch, Window window) {
        this.enter = enter;
        this.scratch = scratch;
        this.window = window;
    }

    /** Returns whether it can do such convolutions, and has enough to multiply at a time. */
    static boolean canDo(Window window, Shape weight, int groups) {
        return groups == 1 && block(window.size() * Math.max(weight.dim(2), weight.dim(3))) >= FEW;
    }

    /** Returns whether it can do the gradients by the images: as a convolution of the other gradients, so that no place is left out. */
    static boolean canGoBack(Window window) {
        return canGoBack(window.down()) && canGoBack(window.right());
    }

    private static boolean canGoBack(Window.Axis axis) {
        return axis.stride() == 1 && axis.before() < axis.extent() && axis.after() < axis.extent();
    }

    private static int block(int size) {
        return CACHED / size;
    }

    /** {@code y = x ∗ weight}. */
    Step forward(Tensor x, Tensor weight, Tensor y) {
        Places places = new Places(x, window);
        int block = block(places.size());
        scratch.reserve(block * places.size());
        Address to = new Address();
        return () -> {
            product(places, x, block, weight.address(), y, to);
            Reference.reachabilityFence(weight);
        };
    }

    /** The gradient by {@code x}: a convolution of {@code dy} with the weight turned around. */
    Step inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        Places places = new Places(dy, new Window(turned(window.down()), turned(window.right())));
        int block = block(places.size());
        int room = block * places.size();
        scratch.reserve(room + weight.size());
        Address turned = new Address();
        Address to = new Address();
        return () -> {
            turn(weight, room);
            turned.behind(scratch.memory.address(), (long) room * Float.BYTES);
            product(places, dy, block, turned, dx, to);
        };
    }

    private static Window.Axis turned(Window.Axis axis) {
        int reach = axis.extent() - 1;
        return new Window.Axis(axis.size(), 1, reach - axis.before(), reach - axis.after(), axis.dilation());
    }

    /** Writes the weight with its window turned around, and channels and units exchanged. */
    private void turn(Tensor weight, int offset) {
        Shape shape = weight.shape();
        int elements = window.size();
        int channels = shape.dim(2);
        int units = shape.dim(3);
        Tensor to = scratch.memory;
        for (int element = 0; element < elements; element++) {
            int from = (elements - 1 - element) * channels * units;
            int at = offset + element * channels * units;
            for (int unit = 0; unit < units; unit++) {
                for (int channel = 0; channel < channels; channel++) {
                    to.set(at + unit * channels + channel, weight.get(from + channel * units + unit));
                }
            }
        }
    }

    private void product(Places places, Tensor x, int block, Address weight, Tensor y, Address to) {
        enter.run();
        Tensor columns = scratch.memory;
        int units = y.shape().dim(3);
        int all = y.size() / units;
        for (int first = 0; first < all; first += block) {
            int count = Math.min(block, all - first);
            places.gather(x, first, count, columns);
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    count,
                    units,
                    places.size(),
                    1,
                    columns.address(),
                    places.size(),
                    weight,
                    units,
                    0,
                    to.behind(y.address(), (long) first * units * Float.BYTES),
                    units);
        }
        y.touch();
        Reference.reachabilityFence(columns);
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(y);
    }

    /** The gradient by {@code weight}. */
    Step weightGradient(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        Places places = new Places(x, window);
        int units = dy.shape().dim(3);
        int all = dy.size() / units;
        int block = Math.max(MANY, block(places.size()));
        scratch.reserve(block * places.size());
        Address from = new Address();
        return () -> {
            enter.run();
            Tensor columns = scratch.memory;
            for (int first = 0; first < all; first += block) {
                int count = Math.min(block, all - first);
                places.gather(x, first, count, columns);
                cblas_sgemm(
                        CblasRowMajor,
                        CblasTrans,
                        CblasNoTrans,
                        places.size(),
                        units,
                        count,
                        1,
                        columns.address(),
                        places.size(),
                        from.behind(dy.address(), (long) first * units * Float.BYTES),
                        units,
                        first > 0 || accumulate ? 1 : 0,
                        dw.address(),
                        units);
            }
            dw.touch();
            Reference.reachabilityFence(columns);
            Reference.reachabilityFence(x);
            Reference.reachabilityFence(dw);
            Reference.reachabilityFence(dy);
        };
    }
}
