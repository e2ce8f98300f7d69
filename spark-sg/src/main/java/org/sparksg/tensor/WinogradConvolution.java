package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Winograd.TILE;
import static org.sparksg.tensor.WinogradProducts.POINTS;

import java.nio.ByteBuffer;

/**
 * Convolutions with fewer multiplications (Lavin and Gray 2016, arXiv 1509.09308, section 4): tiles of the images and the weight become
 * values at 36 points, which are multiplied point by point, as matrices, and the products become tiles again. A window of 3 x 3 takes a
 * quarter of the multiplications, one of 5 x 5 a third. Rounding errors are some times those of the plain sum.
 */
final class WinogradConvolution {
    private static final int ROWS = 64; // tiles that are multiplied at once, at least: enough for the library
    private static final int LEAST = 64; // channels: with fewer, the transforms take longer than the products save
    private static final int PLACES = 4; // along each axis: with fewer, most of a tile is lost
    private static final int MOST = 1 << 23; // values of images, or of a weight

    private final WinogradProducts products;
    private final Scratch scratch;
    private final Window window;
    private final int taps;
    private final Tensor tile;

    WinogradConvolution(WinogradProducts products, Scratch scratch, Window window) {
        this.products = products;
        this.scratch = scratch;
        this.window = window;
        this.taps = window.down().size();
        this.tile = scratch.of(Scratch.Use.TILE, Shape.of(TILE, TILE, WIDTH));
    }

    /** Returns whether it does such a convolution, and takes less time and not much more memory than the plain sum. */
    static boolean fits(Tensor x, Window window, int groups, Tensor y) {
        int taps = window.down().size();
        return (taps == 3 || taps == 5)
                && window.right().size() == taps
                && groups == 1
                && fits(window.down())
                && fits(window.right())
                && fits(x.shape().dim(3))
                && fits(y.shape().dim(3))
                && (long) POINTS * x.shape().dim(3) * y.shape().dim(3) <= MOST
                && fits(taps, x.shape(), y.shape());
    }

    private static boolean fits(Window.Axis axis) {
        return axis.stride() == 1 && axis.dilation() == 1 && axis.before() < axis.size() && axis.after() < axis.size();
    }

    private static boolean fits(int channels) {
        return channels >= LEAST && channels % WIDTH == 0;
    }

    private static boolean fits(int taps, Shape x, Shape y) {
        int size = WinogradTiles.size(taps);
        long tiles = (y.dim(1) / size + 1L) * (y.dim(2) / size + 1L);
        return Math.min(y.dim(1), y.dim(2)) >= PLACES
                && tiles * y.dim(0) >= ROWS
                && POINTS * tiles * Math.max(x.dim(3), y.dim(3)) <= MOST;
    }

    /** {@code y = x ∗ weight}. */
    Step forward(Tensor x, Tensor weight, Tensor y) {
        return multiply(new Parts(x, weight, y, false), weight, WinogradProducts.Kind.FORWARD, y);
    }

    /** The gradient by {@code x}: the convolution of {@code dy} with the weight turned by half a turn. */
    Step inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        return multiply(new Parts(dy, weight, dx, true), weight, WinogradProducts.Kind.INPUT, dx);
    }

    /** The two sides of a convolution, and the values at the points in between. */
    private final class Parts {
        final WinogradTiles in;
        final WinogradTiles out;
        final int images;
        final int tiles; // of an image
        final int together; // images that are done at once
        final Shape matrix;
        final Tensor ofImages;
        final Tensor ofWeight;
        final Tensor ofResults;

        Parts(Tensor from, Tensor weight, Tensor to, boolean turned) {
            int above = window.down().before();
            int aside = window.right().before();
            in = WinogradTiles.in(
                    from,
                    to.shape(),
                    taps,
                    turned ? taps - 1 - above : above,
                    turned ? taps - 1 - aside : aside,
                    scratch);
            out = WinogradTiles.out(to, taps, scratch);
            images = from.rows();
            tiles = in.count();
            together = Math.min(images, (ROWS + tiles - 1) / tiles);
            matrix = Shape.of(weight.shape().dim(2), weight.shape().dim(3));
            ofImages = values(Scratch.Use.TILES, in.rows(together));
            ofWeight = values(Scratch.Use.WEIGHTS, matrix);
            ofResults = values(Scratch.Use.RESULTS, out.rows(together));
        }

        Step[] bind(WinogradProducts.Kind kind, int some) {
            return products.of(kind, ofImages, ofWeight, matrix, ofResults, some * tiles);
        }

        Step[] rest(WinogradProducts.Kind kind) {
            return bind(kind, images % together);
        }
    }

    private Step multiply(Parts parts, Tensor weight, WinogradProducts.Kind kind, Tensor to) {
        Step[] whole = parts.bind(kind, parts.together);
        Step[] rest = parts.rest(kind);
        boolean turned = kind == WinogradProducts.Kind.INPUT;
        return () -> {
            toPoints(weight, turned, parts.ofWeight);
            parts.in.clear();
            for (int first = 0; first < parts.images; first += parts.together) {
                int now = Math.min(parts.together, parts.images - first);
                int rows = now * parts.tiles;
                for (int i = 0; i < now; i++) {
                    parts.in.split(first + i, parts.ofImages, i * parts.tiles, rows);
                }
                run(now == parts.together ? whole : rest);
                for (int i = 0; i < now; i++) {
                    parts.out.join(parts.ofResults, i * parts.tiles, rows, first + i);
                }
            }
            to.touch();
        };
    }

    /** The gradient by {@code weight}; adds if {@code add}. */
    Step weightGradient(Tensor x, Tensor dy, Tensor dw, boolean add) {
        Parts parts = new Parts(x, dw, dy, false);
        Tensor sum = add ? scratch.of(Scratch.Use.SUM, dw.shape()) : dw;
        Step[] begin = parts.bind(WinogradProducts.Kind.WEIGHT, parts.together);
        Step[] whole = parts.bind(WinogradProducts.Kind.WEIGHT_ADDED, parts.together);
        Step[] rest = parts.rest(WinogradProducts.Kind.WEIGHT_ADDED);
        return () -> {
            parts.in.clear();
            parts.out.clear();
            for (int first = 0; first < parts.images; first += parts.together) {
                int now = Math.min(parts.together, parts.images - first);
                int rows = now * parts.tiles;
                for (int i = 0; i < now; i++) {
                    parts.in.split(first + i, parts.ofImages, i * parts.tiles, rows);
                    parts.out.split(first + i, parts.ofResults, i * parts.tiles, rows);
                }
                run(first == 0 ? begin : now == parts.together ? whole : rest);
            }
            toWeights(parts.ofWeight, sum);
            if (add) {
                VectorElements.combine(1, dw, 1, sum, dw);
            }
            dw.touch();
        };
    }

    private Tensor values(Scratch.Use use, Shape matrix) {
        return scratch.of(use, Shape.of(POINTS, WinogradProducts.stride(matrix.size())));
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
        int point = WinogradProducts.stride(plane);
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
        int point = WinogradProducts.stride(plane);
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
