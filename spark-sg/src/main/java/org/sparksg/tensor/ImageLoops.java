package org.sparksg.tensor;

/**
 * Windows that move over images {@code [n, height, width, channels]}, as plain loops over the memory of the tensors; for both
 * element types.
 */
final class ImageLoops {
    private final Window window;
    private final int images;
    private final int height;
    private final int width;
    private final int channels;
    private final int down; // places of the window
    private final int right;

    /** {@code image}: the shape of the larger side. */
    ImageLoops(Window window, Shape image) {
        this.window = window;
        this.images = image.dim(0);
        this.height = image.dim(1);
        this.width = image.dim(2);
        this.channels = image.dim(3);
        this.down = window.down().places(height);
        this.right = window.right().places(width);
    }

    /** Adds {@code columns} to the pixels of one image that the window saw. */
    void scatter(Tensor columns, int image, Tensor x) {
        int at = 0;
        for (int i = 0; i < down; i++) {
            for (int j = 0; j < right; j++) {
                for (int k = 0; k < window.down().size(); k++) {
                    for (int l = 0; l < window.right().size(); l++) {
                        int to = pixel(
                                image, window.down().at(i, k), window.right().at(j, l));
                        for (int c = 0; c < channels; c++, at++) {
                            if (to >= 0) {
                                x.set(to + c, x.get(to + c) + columns.get(at));
                            }
                        }
                    }
                }
            }
        }
        x.touch();
    }

    /** Returns the index of the first channel of a pixel, or -1 in the padding. */
    private int pixel(int image, int row, int column) {
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? ((image * height + row) * width + column) * channels : -1;
    }

    /** Writes the largest element that the window sees of each channel, and which one of the window it was. */
    void maximum(Tensor x, Tensor y, Tensor chosen) {
        for (int place = 0; place < images * down * right; place++) {
            for (int c = 0; c < channels; c++) {
                int best = -1;
                double most = Double.NEGATIVE_INFINITY;
                for (int element = 0; element < window.size(); element++) {
                    int from = seen(place, element);
                    if (from >= 0 && (best < 0 || x.get(from + c) > most || Double.isNaN(x.get(from + c)))) {
                        most = x.get(from + c);
                        best = element;
                    }
                }
                y.set(place * channels + c, most);
                chosen.set(place * channels + c, best);
            }
        }
        y.touch();
        chosen.touch();
    }

    /** Gives each gradient to the element that was the largest. */
    void maximumBackward(Tensor dy, Tensor chosen, Tensor dx) {
        ElementLoops.fill(dx, 0);
        for (int place = 0; place < images * down * right; place++) {
            for (int c = 0; c < channels; c++) {
                int to = seen(place, (int) chosen.get(place * channels + c)) + c;
                dx.set(to, dx.get(to) + dy.get(place * channels + c));
            }
        }
        dx.touch();
    }

    /** Writes the mean of what the window sees of each channel; padding does not count. */
    void mean(Tensor x, Tensor y) {
        for (int place = 0; place < images * down * right; place++) {
            int count = count(place);
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int element = 0; element < window.size(); element++) {
                    int from = seen(place, element);
                    sum += from < 0 ? 0 : x.get(from + c);
                }
                y.set(place * channels + c, sum / count);
            }
        }
        y.touch();
    }

    /** Gives each gradient to all that the window saw, in equal parts. */
    void meanBackward(Tensor dy, Tensor dx) {
        ElementLoops.fill(dx, 0);
        for (int place = 0; place < images * down * right; place++) {
            int count = count(place);
            for (int element = 0; element < window.size(); element++) {
                int to = seen(place, element);
                for (int c = 0; to >= 0 && c < channels; c++) {
                    dx.set(to + c, dx.get(to + c) + dy.get(place * channels + c) / count);
                }
            }
        }
        dx.touch();
    }

    private int count(int place) {
        int count = 0;
        for (int element = 0; element < window.size(); element++) {
            count += seen(place, element) < 0 ? 0 : 1;
        }
        return count;
    }

    /** Returns the index of the first channel of what an element of the window sees at a place, or -1 in the padding. */
    private int seen(int place, int element) {
        int row =
                window.down().at(place / right % down, element / window.right().size());
        int column = window.right().at(place % right, element % window.right().size());
        return pixel(place / right / down, row, column);
    }
}
