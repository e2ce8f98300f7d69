package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Winograd.GAP;
import static org.sparksg.tensor.Winograd.TILE;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Convolutions with fewer multiplications (Lavin and Gray 2016, arXiv 1509.09308, section 4): tiles of the images and the weight become
 * values at 36 points, which are multiplied point by point, as matrices, and the products become tiles again. A window of 3 x 3 takes a
 * quarter of the multiplications, one of 5 x 5 a third. Rounding errors are some times those of the plain sum.
 */
final class WinogradConvolution {
    private static final int POINTS = TILE * TILE;
    private static final int ROWS = 64; // tiles that are multiplied at once, at least: enough for the library
    private static final int LEAST = 64; // channels: with fewer, the transforms take longer than the products save
    private static final int MOST = 1 << 23; // elements of a side of the products

    private final Products products;
    private final Scratch scratch;
    private final Window window;
    private final int taps;
    private final Tensor tile;

    WinogradConvolution(Products products, Scratch scratch, Window window) {
        this.products = products;
        this.scratch = scratch;
        this.window = window;
        this.taps = window.down().size();
        this.tile = scratch.of(Scratch.Use.TILE, Shape.of(TILE, TILE, WIDTH));
    }

    /** Returns whether it does such a convolution. */
    static boolean fits(Tensor x, Window window, int groups, Tensor y) {
        int taps = window.down().size();
        return (taps == 3 || taps == 5)
                && window.right().size() == taps
                && groups == 1
                && fits(window.down())
                && fits(window.right())
                && fits(x.shape().dim(3))
                && fits(y.shape().dim(3))
                && room(taps, x.shape(), y.shape()) <= MOST;
    }

    /** Returns the elements of the values at the points of an image's tiles. */
    private static long room(int taps, Shape x, Shape y) {
        int size = TILE + 1 - taps;
        long tiles = (y.dim(1) / size + 1L) * (y.dim(2) / size + 1L);
        return POINTS * tiles * Math.max(x.dim(3), y.dim(3));
    }

    private static boolean fits(Window.Axis axis) {
        return axis.stride() == 1 && axis.dilation() == 1 && axis.before() < axis.size() && axis.after() < axis.size();
    }

    private static boolean fits(int channels) {
        return channels >= LEAST && channels % WIDTH == 0;
    }

    /** {@code y = x ∗ weight}. */
    Step forward(Tensor x, Tensor weight, Tensor y) {
        return multiply(
                x, weight, false, y, window.down().before(), window.right().before());
    }

    /** The gradient by {@code x}: the convolution of {@code dy} with the weight turned by half a turn. */
    Step inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        int above = taps - 1 - window.down().before();
        int aside = taps - 1 - window.right().before();
        return multiply(dy, weight, true, dx, above, aside);
    }

    private Step multiply(Tensor from, Tensor weight, boolean turned, Tensor to, int above, int aside) {
        WinogradTiles in = WinogradTiles.in(from, to.shape(), taps, above, aside, scratch);
        WinogradTiles out = WinogradTiles.out(to, taps, scratch);
        int images = from.rows();
        int each = in.count();
        int together = together(images, each);
        Shape matrix = Shape.of(from.shape().dim(3), to.shape().dim(3));
        Tensor weights = values(Scratch.Use.WEIGHT, matrix);
        Tensor asIs = turned ? values(Scratch.Use.GRADIENT, matrix) : weights;
        Tensor tiles = values(Scratch.Use.TILES, in.rows(together));
        Tensor results = values(Scratch.Use.PRODUCTS, out.rows(together));
        IntFunction<Step[]> bind = some -> points(
                some,
                point -> products.forward(
                        at(tiles, point, in.rows(some)),
                        at(weights, point, matrix),
                        at(results, point, out.rows(some))));
        Step[] whole = bind.apply(together);
        Step[] rest = bind.apply(images % together);
        return () -> {
            toPoints(weight, turned, asIs);
            if (turned) {
                exchange(asIs, matrix, weights);
            }
            in.clear();
            for (int first = 0; first < images; first += together) {
                int now = Math.min(together, images - first);
                for (int i = 0; i < now; i++) {
                    in.split(first + i, tiles, i * each, now * each);
                }
                run(now == together ? whole : rest);
                for (int i = 0; i < now; i++) {
                    out.join(results, i * each, now * each, first + i);
                }
            }
            to.touch();
        };
    }

    /** The gradient by {@code weight}; adds if {@code add}. */
    Step weightGradient(Tensor x, Tensor dy, Tensor dw, boolean add) {
        WinogradTiles in = WinogradTiles.in(
                x, dy.shape(), taps, window.down().before(), window.right().before(), scratch);
        WinogradTiles out = WinogradTiles.out(dy, taps, scratch);
        int images = x.rows();
        int each = in.count();
        int together = together(images, each);
        Shape matrix = Shape.of(dw.shape().dim(2), dw.shape().dim(3));
        Tensor gradients = values(Scratch.Use.WEIGHT, matrix);
        Tensor tiles = values(Scratch.Use.TILES, in.rows(together));
        Tensor errors = values(Scratch.Use.PRODUCTS, out.rows(together));
        Tensor sum = add ? scratch.of(Scratch.Use.GRADIENT, dw.shape()) : dw;
        BiFunction<Integer, Boolean, Step[]> bind = (some, more) -> points(
                some,
                point -> products.weightGradient(
                        at(tiles, point, in.rows(some)),
                        at(errors, point, out.rows(some)),
                        at(gradients, point, matrix),
                        more));
        Step[] begin = bind.apply(together, false);
        Step[] whole = bind.apply(together, true);
        Step[] rest = bind.apply(images % together, true);
        return () -> {
            in.clear();
            out.clear();
            for (int first = 0; first < images; first += together) {
                int now = Math.min(together, images - first);
                for (int i = 0; i < now; i++) {
                    in.split(first + i, tiles, i * each, now * each);
                    out.spread(first + i, errors, i * each, now * each);
                }
                run(first == 0 ? begin : now == together ? whole : rest);
            }
            toWeights(gradients, sum);
            if (add) {
                VectorElements.combine(1, dw, 1, sum, dw);
            }
            dw.touch();
        };
    }

    /** Returns how many images are done at once. */
    private static int together(int images, int tiles) {
        return Math.min(images, (ROWS + tiles - 1) / tiles);
    }

    private Tensor values(Scratch.Use use, Shape matrix) {
        return scratch.of(use, Shape.of(POINTS, matrix.size() + GAP));
    }

    private static Tensor at(Tensor values, int point, Shape matrix) {
        return values.view(point * (matrix.size() + GAP), matrix);
    }

    /** Binds a product at each point; none if there are no images. */
    private static Step[] points(int images, IntFunction<Step> product) {
        return IntStream.range(0, images == 0 ? 0 : POINTS).mapToObj(product).toArray(Step[]::new);
    }

    private static void run(Step[] steps) {
        for (Step step : steps) {
            step.run();
        }
    }

    private void toPoints(Tensor weight, boolean turned, Tensor to) {
        ByteBuffer from = weight.bytes();
        ByteBuffer work = tile.bytes();
        int plane = weight.size() / taps / taps;
        int point = plane + GAP;
        int last = turned ? taps - 1 : 0;
        int sign = turned ? -1 : 1;
        for (int f = 0; f < plane; f += WIDTH) {
            for (int v = 0; v < taps; v++) {
                int at = (last * taps + last + sign * v) * plane + f;
                toPoints(from, at, sign * taps * plane, work, v * WIDTH, TILE * WIDTH);
            }
            for (int i = 0; i < TILE; i++) {
                toPoints(work, i * TILE * WIDTH, WIDTH, to.bytes(), i * TILE * point + f, point);
            }
        }
    }

    /** Transposes the matrix at each point to one of that shape: what went in comes out. */
    private static void exchange(Tensor values, Shape matrix, Tensor to) {
        int rows = matrix.dim(0);
        int columns = matrix.dim(1);
        for (int point = 0; point < POINTS; point++) {
            int start = point * (matrix.size() + GAP);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    float value = Lanes.get(values.bytes(), start + column * rows + row);
                    Lanes.put(to.bytes(), start + row * columns + column, value);
                }
            }
        }
    }

    private void toPoints(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        if (taps == 3) {
            Winograd.ofThree(from, at, step, to, start, next);
        } else {
            Winograd.ofFive(from, at, step, to, start, next);
        }
    }

    private void toWeights(Tensor gradients, Tensor to) {
        ByteBuffer work = tile.bytes();
        int plane = to.size() / taps / taps;
        int point = plane + GAP;
        for (int f = 0; f < plane; f += WIDTH) {
            for (int j = 0; j < TILE; j++) {
                Winograd.toWeights(taps, gradients.bytes(), j * point + f, TILE * point, work, j * WIDTH, TILE * WIDTH);
            }
            for (int u = 0; u < taps; u++) {
                Winograd.toWeights(taps, work, u * TILE * WIDTH, WIDTH, to.bytes(), u * taps * plane + f, plane);
            }
        }
    }
}
