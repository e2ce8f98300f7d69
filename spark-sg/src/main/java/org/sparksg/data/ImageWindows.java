package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Windows of images, row by row, that go on with each other: see {@link ImageRows}.
 *
 * @param examples the windows, those of an image side by side
 * @param windows of an image
 */
record ImageWindows(InMemory examples, int windows) implements Examples {
    @Override
    public int count() {
        return examples.count();
    }

    @Override
    public Shape features() {
        return examples.features();
    }

    @Override
    public Shape target() {
        return examples.target();
    }

    @Override
    public boolean continued() {
        return true;
    }

    @Override
    public void gather(int[] order, int from, Tensor features, Tensor targets) {
        examples.gather(order, from, features, targets);
    }

    @Override
    public ImageWindows subset(int[] members) {
        return new ImageWindows(examples.subset(members), windows);
    }
}
