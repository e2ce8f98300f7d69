package org.sparksg.lab.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sparksg.analysis.Dissimilarity;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class PictureTest {
    private static final String ADDRESS = "data:image/png;base64,";

    private static BufferedImage image(String address) throws IOException {
        assertTrue(address.startsWith(ADDRESS), address);
        byte[] png = Base64.getDecoder().decode(address.substring(ADDRESS.length()));
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int index(BufferedImage image, int x, int y) {
        return image.getRaster().getSample(x, y, 0);
    }

    @Test
    void colourOfADotIsTheEntry() throws IOException {
        Dissimilarity matrix = Portraits.dissimilarity(3);
        double limit = 1.5;
        BufferedImage image = image(Picture.of(matrix).address(limit));
        BufferedImage scale = image(Picture.scale());
        assertEquals(6, image.getWidth());
        assertEquals(6, image.getHeight());
        assertEquals(0xFF440154, image.getRGB(4, 4), "the first colour: an example is like itself");
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 6; column++) {
                double share = Math.min(1, matrix.get(row, column) / limit);
                int expected = scale.getRGB((int) Math.round(255 * share), 0);
                int colour = image.getRGB(column, row);
                for (int shift = 0; shift < 24; shift += 8) {
                    assertEquals(expected >> shift & 255, colour >> shift & 255, 3, "dot " + row + ", " + column);
                }
            }
        }
    }

    @Test
    void whatIsNoNumberDoesNotCount() throws IOException {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Tensor x = kernels.zeros(Shape.of(3, 2));
            List<Double> values = List.of(1.0, 0.0, 0.0, 1.0, Double.NaN, 1.0);
            for (int i = 0; i < values.size(); i++) {
                x.set(i, values.get(i));
            }
            x.touch();
            Picture picture = Picture.of(Dissimilarity.of(x, kernels));
            assertEquals(2, picture.largest(), 1e-6, "of the first two examples, which are opposites");
            assertEquals(0, index(image(picture.address(2)), 2, 2));
        }
    }

    @Test
    void scaleGoesFromTheFirstColourToTheLast() throws IOException {
        BufferedImage scale = image(Picture.scale());
        assertEquals(0xFF440154, scale.getRGB(0, 0));
        assertEquals(0xFFFDE725, scale.getRGB(scale.getWidth() - 1, 0));
    }

    /** 300 examples, 150 of a kind, which are opposites: dots of 2 x 2 pairs. */
    @Test
    void largeMatrixIsDrawnByMeans() throws IOException {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Tensor x = kernels.zeros(Shape.of(300, 3));
            for (int row = 0; row < 300; row++) {
                x.set(row * 3 + (row < 150 ? 0 : 2), 1);
                x.set(row * 3 + (row < 150 ? 2 : 0), -1);
            }
            x.touch();
            BufferedImage image = image(Picture.of(Dissimilarity.of(x, kernels)).address(2));
            assertEquals(150, image.getWidth());
            assertEquals(0, index(image, 10, 20));
            assertEquals(255, index(image, 10, 120));
        }
    }
}
