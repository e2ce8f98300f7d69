package org.sparksg.tensor;

import java.nio.ByteBuffer;

/** What a window sees at each of its places on images {@code [n, height, width, channels]}, copied out row by row of the window. */
final class Places {
    private final Window window;
    private final int height;
    private final int width;
    private final int down; // places of the window
    private final int right;
    private final int pixel; // bytes
    private final int size; // elements that the window sees
    private final ByteBuffer zeros; // a row of the window in the padding

    Places(Tensor images, Window window) {
        Shape shape = images.shape();
        this.window = window;
        this.height = shape.dim(1);
        this.width = shape.dim(2);
        this.down = window.down().places(height);
        this.right = window.right().places(width);
        this.pixel = shape.dim(3) * images.type().width();
        this.size = window.size() * shape.dim(3);
        this.zeros = ByteBuffer.allocateDirect(window.right().size() * pixel);
    }

    /** Returns how many there are on an image. */
    int count() {
        return down * right;
    }

    /** Returns how many elements the window sees: all of each channel, 0 in the padding. */
    int size() {
        return size;
    }

    /** Writes {@code columns[count, size]}, for places from {@code first} on, which are counted through all images. */
    void gather(Tensor images, int first, int count, Tensor columns) {
        ByteBuffer from = images.bytes();
        ByteBuffer to = columns.bytes();
        int at = 0;
        for (int place = first; place < first + count; place++) {
            int image = place / (down * right);
            int i = place / right % down;
            int j = place % right;
            for (int k = 0; k < window.down().size(); k++) {
                int row = window.down().at(i, k);
                if (row < 0 || row >= height) {
                    to.put(at, zeros, 0, zeros.capacity());
                } else if (window.right().dilation() == 1) {
                    run(from, (image * height + row) * width, window.right().at(j, 0), to, at);
                } else {
                    dots(from, (image * height + row) * width, j, to, at);
                }
                at += zeros.capacity();
            }
        }
        columns.touch();
    }

    /** Copies pixels that lie side by side. {@code line}: the first pixel of their row; {@code left}: where the window begins in it. */
    private void run(ByteBuffer from, int line, int left, ByteBuffer to, int at) {
        int begin = Math.min(window.right().size(), Math.max(0, -left)); // the part of the window that is on the image
        int end = Math.max(begin, Math.min(window.right().size(), width - left));
        to.put(at, zeros, 0, begin * pixel);
        if (begin < end) {
            to.put(at + begin * pixel, from, (line + left + begin) * pixel, (end - begin) * pixel);
        }
        to.put(at + end * pixel, zeros, 0, zeros.capacity() - end * pixel);
    }

    private void dots(ByteBuffer from, int line, int j, ByteBuffer to, int at) {
        for (int l = 0; l < window.right().size(); l++) {
            int column = window.right().at(j, l);
            if (column < 0 || column >= width) {
                to.put(at + l * pixel, zeros, 0, pixel);
            } else {
                to.put(at + l * pixel, from, (line + column) * pixel, pixel);
            }
        }
    }
}
