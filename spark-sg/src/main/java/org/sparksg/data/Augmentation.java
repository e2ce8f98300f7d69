package org.sparksg.data;

import java.io.Serializable;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * What becomes of images that are trained on, anew each time: a function of the seed, the epoch and the place of the example in it.
 * Images are {@code [height, width, channels]}.
 *
 * @param crop pixels by which an image moves at most, in each direction; zeros come in where it was. That is a crop of the image
 *     with so much padding around it
 * @param flip whether left and right change places in every second image, by chance
 */
public record Augmentation(int crop, boolean flip) implements Serializable {
    /** Images as they are. */
    public static final Augmentation NONE = new Augmentation(0, false);

    private static final long STREAM = 0xA06;

    /** Checks the number. */
    public Augmentation {
        Require.notNegative("augment.crop", crop);
    }

    /** Returns whether images stay as they are. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Checks that examples are images that are large enough.
     *
     * @throws org.sparksg.settings.BadSetting if not
     */
    public void check(Shape example) {
        boolean image = example.rank() == 3 && crop < example.dim(0) && crop < example.dim(1);
        Require.that(
                isNone() || image,
                "data.augment",
                this,
                "left out for examples of shape " + example,
                "it is for images [height, width, channels] that are larger than the crop");
    }

    /** Changes a batch: its rows have the places from {@code first} on in an epoch. {@code row}: memory for one example. */
    public void apply(Tensor images, long seed, long epoch, long first, double[] row) {
        long stream = Hash.mix(Hash.mix(seed, STREAM), epoch);
        Shape shape = images.shape();
        for (int i = 0; i < images.rows(); i++) {
            long example = Hash.mix(stream, first + i);
            int down = move(example, 0);
            int right = move(example, 1);
            boolean mirrored = flip && Hash.uniform(example, 2) < 0.5;
            if (down != 0 || right != 0 || mirrored) {
                change(images, i, shape.dim(1), shape.dim(2), shape.dim(3), down, right, mirrored, row);
            }
        }
        images.touch();
    }

    private int move(long example, int draw) {
        return (int) (Hash.uniform(example, draw) * (2 * crop + 1)) - crop;
    }

    private static void change(
            Tensor images,
            int example,
            int height,
            int width,
            int channels,
            int down,
            int right,
            boolean mirrored,
            double[] row) {
        int start = example * images.columns();
        for (int i = 0; i < images.columns(); i++) {
            row[i] = images.get(start + i);
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromY = y + down;
                int fromX = (mirrored ? width - 1 - x : x) + right;
                boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                int from = (fromY * width + fromX) * channels;
                int to = start + (y * width + x) * channels;
                for (int c = 0; c < channels; c++) {
                    images.set(to + c, inside ? row[from + c] : 0);
                }
            }
        }
    }
}
