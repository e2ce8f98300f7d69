package org.sparksg.jobs.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
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
        BufferedImage image = image(Picture.of(matrix, 1.5));
        assertEquals(6, image.getWidth());
        assertEquals(6, image.getHeight());
        assertEquals(0, index(image, 4, 4));
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 6; column++) {
                double share = Math.min(1, matrix.get(row, column) / 1.5);
                assertEquals(255 * share, index(image, column, row), 0.51);
            }
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
            BufferedImage image = image(Picture.of(Dissimilarity.of(x, kernels), 2));
            assertEquals(150, image.getWidth());
            assertEquals(0, index(image, 10, 20));
            assertEquals(255, index(image, 10, 120));
        }
    }
}
