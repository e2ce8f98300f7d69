package org.sparksg.tensor;

import java.util.HashMap;
import java.util.Map;

/**
 * The products of {@link WinogradConvolution}: one for each of the points of a tile. All convolutions of a shape have the same, since
 * their operands lie in the memory that they share.
 */
final class WinogradProducts {
    /** Points of a tile, along both axes. */
    static final int POINTS = Winograd.TILE * Winograd.TILE;

    /** Elements between two points: where these are as many as a power of two, all points would share few lines of the cache. */
    private static final int GAP = 16;

    /** What is multiplied: tiles and weights, results and transposed weights, transposed tiles and results. */
    enum Kind {
        FORWARD,
        INPUT,
        WEIGHT,
        WEIGHT_ADDED
    }

    /** Compares memory by identity. */
    private record Key(Kind kind, Object tiles, Object weights, Shape matrix, Object results, int rows) {}

    private final Products products;
    private final Map<Key, Step[]> bound = new HashMap<>();

    WinogradProducts(Products products) {
        this.products = products;
    }

    /** Returns how far the values at one point are from those at the next. */
    static int stride(int elements) {
        return elements + GAP;
    }

    /**
     * Binds the products.
     *
     * @param tiles values at the points of the tiles that go in
     * @param matrix the shape of the weight at a point: {@code [channels, units]}
     * @param results those of the tiles that come out
     * @param rows the number of tiles; nothing is bound if there are none
     */
    Step[] of(Kind kind, Tensor tiles, Tensor weights, Shape matrix, Tensor results, int rows) {
        if (rows == 0) {
            return new Step[0];
        }
        Key key = new Key(kind, tiles.storage(), weights.storage(), matrix, results.storage(), rows);
        return bound.computeIfAbsent(key, any -> bind(kind, tiles, weights, matrix, results, rows));
    }

    private Step[] bind(Kind kind, Tensor tiles, Tensor weights, Shape matrix, Tensor results, int rows) {
        boolean turned = kind == Kind.INPUT;
        Shape in = Shape.of(rows, turned ? matrix.dim(1) : matrix.dim(0));
        Shape out = Shape.of(rows, turned ? matrix.dim(0) : matrix.dim(1));
        Step[] steps = new Step[POINTS];
        for (int point = 0; point < POINTS; point++) {
            Tensor x = at(tiles, point, in);
            Tensor weight = at(weights, point, matrix);
            Tensor y = at(results, point, out);
            steps[point] = switch (kind) {
                case FORWARD -> products.forward(x, weight, y);
                case INPUT -> products.inputGradient(x, weight, y);
                case WEIGHT -> products.weightGradient(x, y, weight, false);
                case WEIGHT_ADDED -> products.weightGradient(x, y, weight, true);
            };
        }
        return steps;
    }

    private static Tensor at(Tensor values, int point, Shape shape) {
        return values.view(point * stride(shape.size()), shape);
    }
}
