package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class AugmentationTest {
    private static final int HEIGHT = 3;
    private static final int WIDTH = 4;
    private static final int IMAGES = 400;

    /** Images whose numbers tell where they stood: all the same. */
    private static Tensor images(int count) {
        Tensor images = Tensor.zeros(Element.F32, Shape.of(count, HEIGHT, WIDTH, 2));
        for (int i = 0; i < images.size(); i++) {
            images.set(i, 1 + i % (HEIGHT * WIDTH * 2));
        }
        images.touch();
        return images;
    }

    private static double[] augmented(Augmentation augmentation, long epoch, int first, int count) {
        Tensor images = images(count);
        augmentation.apply(images, 7, epoch, first, new double[images.columns()]);
        return images.toArray();
    }

    private static double[] image(double[] all, int index) {
        int size = HEIGHT * WIDTH * 2;
        return Arrays.copyOfRange(all, index * size, (index + 1) * size);
    }

    /** Each of them, and nothing else, comes out of some draw. */
    @Test
    void everyMoveAndItsMirrorImageComes() {
        Set<String> expected = new HashSet<>();
        for (int down = -1; down <= 1; down++) {
            for (int right = -1; right <= 1; right++) {
                for (boolean mirrored : new boolean[] {false, true}) {
                    expected.add(Arrays.toString(moved(down, right, mirrored)));
                }
            }
        }
        double[] all = augmented(new Augmentation(1, true), 0, 0, IMAGES);
        Set<String> found = new HashSet<>();
        for (int i = 0; i < IMAGES; i++) {
            found.add(Arrays.toString(image(all, i)));
        }
        assertEquals(expected, found);
    }

    private static double[] moved(int down, int right, boolean mirrored) {
        double[] image = new double[HEIGHT * WIDTH * 2];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int fromY = y + down;
                int fromX = (mirrored ? WIDTH - 1 - x : x) + right;
                for (int c = 0; c < 2; c++) {
                    boolean inside = fromY >= 0 && fromY < HEIGHT && fromX >= 0 && fromX < WIDTH;
                    image[(y * WIDTH + x) * 2 + c] = inside ? 1 + (fromY * WIDTH + fromX) * 2 + c : 0;
                }
            }
        }
        return image;
    }

    @Test
    void drawsFollowThePlaceOfTheExampleHoweverBatchesAreCut() {
        Augmentation augmentation = new Augmentation(1, true);
        double[] whole = augmented(augmentation, 3, 10, 8);
        double[] part = augmented(augmentation, 3, 14, 4);
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(image(whole, 4 + i), image(part, i));
        }
        assertFalse(Arrays.equals(whole, augmented(augmentation, 4, 10, 8)), "another epoch");
    }

    @Test
    void whatIsNoImageIsRefused() {
        new Augmentation(2, false).check(Shape.of(28, 28, 1));
        Augmentation.NONE.check(Shape.of(10));
        String message = assertThrows(BadSetting.class, () -> new Augmentation(2, false).check(Shape.of(10)))
                .getMessage();
        assertTrue(message.contains("data.augment") && message.contains("shape [10]"), message);
        assertThrows(BadSetting.class, () -> new Augmentation(28, false).check(Shape.of(28, 28, 1)));
        assertThrows(BadSetting.class, () -> new Augmentation(-1, false));
    }
}
