package org.sparksg.jobs.analyze;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.sparksg.analysis.Dissimilarity;

/** Pictures of dissimilarity matrices, as addresses that hold the PNG file itself. Needs no screen. */
final class Picture {
    private static final int MOST = 200; // dots a side: a dot of a larger matrix is the mean of several pairs
    private static final int COLOURS = 256;
    private static final int[][] VIRIDIS = {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}};
    private static final IndexColorModel PALETTE = palette();

    private Picture() {}

    private static IndexColorModel palette() {
        byte[][] channels = new byte[3][COLOURS];
        for (int i = 0; i < COLOURS; i++) {
            double place = (double) i / (COLOURS - 1) * (VIRIDIS.length - 1);
            int below = Math.min((int) place, VIRIDIS.length - 2);
            for (int c = 0; c < channels.length; c++) {
                double mixed = VIRIDIS[below][c] + (place - below) * (VIRIDIS[below + 1][c] - VIRIDIS[below][c]);
                channels[c][i] = (byte) Math.round(mixed);
            }
        }
        return new IndexColorModel(8, COLOURS, channels[0], channels[1], channels[2]);
    }

    /** Returns the picture of a matrix; {@code limit} is the entry that gets the last colour. */
    static String of(Dissimilarity matrix, double limit) throws IOException {
        int width = (matrix.size() + MOST - 1) / MOST; // of a dot, in examples
        int dots = (matrix.size() + width - 1) / width;
        BufferedImage image = new BufferedImage(dots, dots, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
        WritableRaster raster = image.getRaster();
        for (int y = 0; y < dots; y++) {
            for (int x = 0; x < dots; x++) {
                raster.setSample(x, y, 0, colour(mean(matrix, y * width, x * width, width) / limit));
            }
        }
        return png(image);
    }

    /** Returns the scale of colours, from the first on the left to the last. */
    static String scale() throws IOException {
        BufferedImage image = new BufferedImage(COLOURS, 1, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
        for (int x = 0; x < COLOURS; x++) {
            image.getRaster().setSample(x, 0, 0, x);
        }
        return png(image);
    }

    private static int colour(double share) {
        return (int) Math.round(Math.max(0, Math.min(1, share)) * (COLOURS - 1));
    }

    private static double mean(Dissimilarity matrix, int row, int column, int width) {
        double sum = 0;
        int count = 0;
        for (int i = row; i < Math.min(row + width, matrix.size()); i++) {
            for (int j = column; j < Math.min(column + width, matrix.size()); j++) {
                sum += matrix.get(i, j);
                count++;
            }
        }
        return sum / count;
    }

    private static String png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("this Java cannot write PNG files: its module java.desktop is needed");
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
