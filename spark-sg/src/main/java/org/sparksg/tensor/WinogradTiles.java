package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Winograd.TILE;

import java.nio.ByteBuffer;

/**
 * The images of one side of a {@link WinogradConvolution} in tiles: those that go in, in tiles of 6 x 6 that overlap, those that come out
 * in smaller ones that do not. Of the values at the points of tiles, those at one point lie together, {@code [36][rows][channels]}, with a
 * row for each tile.
 */
final class WinogradTiles {
    private final Tensor images;
    private final int height;
    private final int width;
    private final int channels;
    private final int size; // results of a tile along an axis
    private final int edge; // places of a tile along an axis
    private final int down; // tiles
    private final int right;
    private final int above; // zeros around the image
    private final int aside;
    private final int wide; // places of a row of it, with the zeros
    private final Tensor padded; // an image with zeros, so that no tile ends outside
    private final Tensor tile;

    private WinogradTiles(
            Tensor images, Shape places, int size, int edge, int above, int aside, Scratch scratch, Scratch.Use use) {
        int margin = edge - size; // that tiles have in common
        this.images = images;
        this.height = images.shape().dim(1);
        this.width = images.shape().dim(2);
        this.channels = images.shape().dim(3);
        this.size = size;
        this.edge = edge;
        this.down = (places.dim(1) + size - 1) / size;
        this.right = (places.dim(2) + size - 1) / size;
        this.above = above;
        this.aside = aside;
        this.wide = right * size + margin;
        this.padded = scratch.of(use, Shape.of(down * size + margin, wide, channels));
        this.tile = scratch.of(Scratch.Use.TILE, Shape.of(TILE, TILE, WIDTH));
    }

    /** Images that go in, with so much padding above and aside; {@code places}: the shape of what comes out. */
    static WinogradTiles in(Tensor images, Shape places, int taps, int above, int aside, Scratch scratch) {
        return new WinogradTiles(images, places, size(taps), TILE, above, aside, scratch, Scratch.Use.IMAGE);
    }

    /** Images that come out. */
    static WinogradTiles out(Tensor images, int taps, Scratch scratch) {
        return new WinogradTiles(images, images.shape(), size(taps), size(taps), 0, 0, scratch, Scratch.Use.RESULT);
    }

    /** Returns how many results a tile has along an axis. */
    static int size(int taps) {
        return TILE + 1 - taps;
    }

    /** Returns the number of tiles of an image. */
    int count() {
        return down * right;
    }

    /** Returns the shape of the values at a point of the tiles of so many images. */
    Shape rows(int some) {
        return Shape.of(some * count(), channels);
    }

    /** Makes the zeros, which last until others use the memory. */
    void clear() {
        VectorElements.fill(padded, 0);
    }

    private void pad(int image) {
        ByteBuffer from = images.bytes();
        int bytes = width * channels << 2;
        for (int row = 0; row < height; row++) {
            int at = (image * height + row) * width * channels << 2;
            padded.bytes().put(((above + row) * wide + aside) * channels << 2, from, at, bytes);
        }
    }

    /**
     * Writes the values at the points of the tiles of an image, from row {@code first} of {@code rows} on. Of the gradients of an image
     * that came out: the gradients by the values that it was made of.
     */
    void split(int image, Tensor to, int first, int rows) {
        pad(image);
        ByteBuffer from = padded.bytes();
        ByteBuffer work = tile.bytes();
        int point = WinogradProducts.stride(rows * channels);
        for (int t = 0; t < count(); t++) {
            for (int c = 0; c < channels; c += WIDTH) {
                int corner = (t / right * wide + t % right) * size * channels + c;
                for (int j = 0; j < edge; j++) {
                    split(from, corner + j * channels, wide * channels, work, j * WIDTH, TILE * WIDTH);
                }
                int start = (first + t) * channels + c;
                for (int i = 0; i < TILE; i++) {
                    split(work, i * TILE * WIDTH, WIDTH, to.bytes(), start + i * TILE * point, point);
                }
            }
        }
    }

    private void split(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        if (edge == TILE) {
            Winograd.ofTile(from, at, step, to, start, next);
        } else if (edge == 4) {
            Winograd.ofFour(from, at, step, to, start, next);
        } else {
            Winograd.ofTwo(from, at, step, to, start, next);
        }
    }

    /** Makes an image that comes out of the values at the points of its tiles. */
    void join(Tensor values, int first, int rows, int image) {
        ByteBuffer from = values.bytes();
        ByteBuffer work = tile.bytes();
        int point = WinogradProducts.stride(rows * channels);
        for (int t = 0; t < count(); t++) {
            int top = t / right * size;
            int left = t % right * size;
            int high = Math.min(size, height - top);
            int broad = Math.min(size, width - left);
            for (int c = 0; c < channels; c += WIDTH) {
                int start = (first + t) * channels + c;
                for (int j = 0; j < TILE; j++) {
                    join(from, start + j * point, TILE * point, work, j * WIDTH, TILE * WIDTH, high);
                }
                int corner = ((image * height + top) * width + left) * channels + c;
                for (int i = 0; i < high; i++) {
                    int row = corner + i * width * channels;
                    join(work, i * TILE * WIDTH, WIDTH, images.bytes(), row, channels, broad);
                }
            }
        }
    }

    private void join(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next, int wanted) {
        if (size == 4) {
            Winograd.toFour(from, at, step, to, start, next, wanted);
        } else {
            Winograd.toTwo(from, at, step, to, start, next, wanted);
        }
    }
}
