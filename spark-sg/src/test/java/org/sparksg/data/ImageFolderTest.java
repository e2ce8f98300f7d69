package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Shape;

class ImageFolderTest {
    private static final Color ORANGE = new Color(200, 100, 50);

    @TempDir
    Path dir;

    /** An image of one colour, but for the pixel at the top left, which is black. */
    private Path image(String name, int width, int height, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, x + y == 0 ? 0 : colour.getRGB());
            }
        }
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
        return file;
    }

    private ImageFolder source(int size, boolean grey) {
        return new ImageFolder(dir.toString(), List.of(), size, grey);
    }

    @Test
    void classesAreTheFoldersInTheOrderOfTheirNames() throws Exception {
        image("dog/a.png", 3, 2, ORANGE);
        image("cat/b.png", 3, 2, Color.WHITE);
        image("cat/a.png", 3, 2, ORANGE);
        image("_aside/a.png", 9, 9, ORANGE);
        Files.writeString(dir.resolve("cat/.hidden"), "x");
        SourceSummary summary = source(0, false).inspect(new Configuration());
        assertEquals(3, summary.count());
        assertEquals(List.of("cat", "dog"), summary.schema().classNames());
        Loaded set = Loaded.of(source(0, false));
        assertEquals(Shape.of(2, 3, 3), set.examples().features());
        assertArrayEquals(new int[] {0, 0, 1}, set.labels());
        float[] image = set.features()[0];
        assertArrayEquals(new float[3], Arrays.copyOf(image, 3));
        assertArrayEquals(new float[] {200 / 255f, 100 / 255f, 50 / 255f}, Arrays.copyOfRange(image, 3, 6), 1e-7f);
    }

    @Test
    void greyIsTheBrightness() throws Exception {
        image("a/1.png", 2, 2, ORANGE);
        image("b/1.png", 2, 2, ORANGE);
        Loaded set = Loaded.of(source(0, true));
        assertEquals(Shape.of(2, 2, 1), set.examples().features());
        assertEquals(Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255f, set.features()[0][3], 1e-7f);
    }

    /** As other tools read them, whether they have to be scaled or not. */
    @Test
    void greyImagesKeepTheirNumbers() throws Exception {
        for (String name : List.of("a/1.png", "b/1.jpg")) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
            for (int i = 0; i < 256; i++) {
                image.getRaster().setSample(i % 16, i / 16, 0, 128);
            }
            Files.createDirectories(dir.resolve(name).getParent());
            ImageIO.write(image, name.substring(4), dir.resolve(name).toFile());
        }
        for (int size : new int[] {0, 16, 8}) {
            for (boolean grey : new boolean[] {true, false}) {
                for (float[] image : Loaded.of(source(size, grey)).features()) {
                    assertEquals(128 / 255f, image[image.length / 2], 1.5f / 255, size + " " + grey);
                }
            }
        }
    }

    @Test
    void imagesOfAllSizesAreBroughtToOne() throws Exception {
        image("a/1.jpg", 40, 20, ORANGE);
        image("b/1.png", 8, 30, Color.WHITE);
        image("b/2.png", 10, 10, Color.WHITE);
        Loaded set = Loaded.of(source(10, false));
        assertEquals(Shape.of(10, 10, 3), set.examples().features());
        int middle = 3 * 55;
        assertEquals(200 / 255f, set.features()[0][middle], 0.05f); // JPEG
        assertEquals(1, set.features()[1][middle]);
        Trouble.loading(source(0, false), "1.png: is an image of 30 x 8, but", "has 20 x 40", "set size");
    }

    @Test
    void otherClassesThanThoseOfTheTrainingDataAreRefused() throws Exception {
        image("train/a/1.png", 2, 2, ORANGE);
        image("train/b/1.png", 2, 2, ORANGE);
        image("train/c/1.png", 2, 2, ORANGE);
        image("test/c/1.png", 2, 2, ORANGE);
        image("test/a/1.png", 2, 2, ORANGE);
        Schema training = new ImageFolder(dir + "/train", List.of(), 0, false)
                .inspect(new Configuration())
                .schema();
        DataSource test = new ImageFolder(dir + "/test", List.of(), 0, false).aligned(training);
        assertArrayEquals(new int[] {0, 2}, Loaded.of(test).labels());
        image("test/d/1.png", 2, 2, ORANGE);
        Trouble.reading(test, "has a folder d", "[a, b, c]");
    }

    @Test
    void whatIsNoImageIsNamed() throws Exception {
        image("a/1.png", 2, 2, ORANGE);
        image("b/1.png", 2, 2, ORANGE);
        Path text = Files.writeString(dir.resolve("b/2.png"), "no image");
        Trouble.loading(source(0, false), text.toString(), "is no image that can be read");
        Files.delete(text);
        byte[] whole = Files.readAllBytes(dir.resolve("b/1.png"));
        Files.write(dir.resolve("b/1.png"), Arrays.copyOf(whole, whole.length / 2));
        Trouble.loading(source(0, false), "b/1.png", "cannot be read, probably damaged or cut off");
        Files.writeString(dir.resolve("a/notes.txt"), "x");
        Trouble.reading(source(0, false), "a/notes.txt: no image by name");
    }

    @Test
    void foldersThatAreNotThereAreNamed() throws Exception {
        Trouble.finding(new ImageFolder(dir + "/none", List.of(), 0, false), "path", "no such directory");
        Trouble.finding(source(0, false), "holds no folders");
        image("a/1.png", 2, 2, ORANGE);
        Trouble.reading(source(0, false), "expected two or more");
    }

    @Test
    void fingerprintIsThatOfFilesAndOfHowTheyAreRead() throws Exception {
        image("a/1.png", 2, 2, ORANGE);
        image("b/1.png", 2, 2, ORANGE);
        String before = source(0, false).fingerprint(new Configuration());
        assertEquals(before, source(0, false).fingerprint(new Configuration()));
        assertNotEquals(before, source(0, true).fingerprint(new Configuration()));
        image("b/1.png", 2, 2, Color.WHITE);
        assertNotEquals(before, source(0, false).fingerprint(new Configuration()));
    }
}
