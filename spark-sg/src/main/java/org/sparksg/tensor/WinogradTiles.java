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
    private final int down; // tiles
    private final int right;
    private final int above; // zeros around the image
    private final int aside;
    private final int wide; // places of a row of it, with the zeros
    private final Tensor padded; // an image with zeros, so that no tile ends outside
    private final Tensor tile;

    private WinogradTiles(
            Tensor images, Shape places, int taps, int above, int aside, int margin, Scratch scratch, Scratch.Use use) {
        this.images = images;
        this.height = images.shape().dim(1);
        this.width = images.shape().dim(2);
        this.channels = images.shape().dim(3);
        this.size = TILE + 1 - taps;
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
        return new WinogradTiles(images, places, taps, above, aside, taps - 1, scratch, Scratch.Use.IMAGE);
    }

    /** Images that come out. */
    static WinogradTiles out(Tensor images, int taps, Scratch scratch) {
        return new WinogradTiles(images, images.shape(), taps, 0, 0, 0, scratch, Scratch.Use.RESULT);
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

    /** Writes the values at the points of the tiles of an image that goes in, from row {@code first} of {@code rows} on. */
    void split(int image, Tensor to, int first, int rows) {
        pad(image);
        ByteBuffer from = padded.bytes();
        ByteBuffer work = tile.bytes();
        int point = WinogradProducts.stride(rows * channels);
        for (int t = 0; t < count(); t++) {
            for (int c = 0; c < channels; c += WIDTH) {
                int corner = corner(t) + c;
                for (int j = 0; j < TILE; j++) {
                    Winograd.ofTile(from, corner + j * channels, wide * channels, work, j * WIDTH, TILE * WIDTH);
                }
                int start = (first + t) * channels + c;
                for (int i = 0; i < TILE; i++) {
                    Winograd.ofTile(work, i * TILE * WIDTH, WIDTH, to.bytes(), start + i * TILE * point, point);
                }
            }
        }
    }

    private int corner(int t) {
        return (t / right * wide + t % right) * size * channels;
    }

    /** Writes, for the gradients of an image that came out, the values at the points that they are the gradient by. */
    void spread(int image, Tensor to, int first, int rows) {
        pad(image);
        ByteBuffer from = padded.bytes();
        ByteBuffer work = tile.bytes();
        int point = WinogradProducts.stride(rows * channels);
        for (int t = 0; t < count(); t++) {
            for (int c = 0; c < channels; c += WIDTH) {
                int corner = corner(t) + c;
                for (int j = 0; j < size; j++) {
                    spread(from, corner + j * channels, wide * channels, work, j * WIDTH, TILE * WIDTH);
                }
                int start = (first + t) * channels + c;
                for (int i = 0; i < TILE; i++) {
                    spread(work, i * TILE * WIDTH, WIDTH, to.bytes(), start + i * TILE * point, point);
                }
            }
        }
    }

    private void spread(ByteBuffer from, int at, int step, ByteBuffer to, int start, int next) {
        if (size == 4) {
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
