package org.sparksg.lab.analyze;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.sparksg.analysis.Dissimilarity;

/**
 * A picture of a dissimilarity matrix, small beside it. It is an address that holds the PNG file itself. Needs no screen.
 */
final class Picture {
    private static final int MOST = 200; // dots a side: a dot of a larger matrix is the mean of several pairs
    private static final int COLOURS = 256;
    private static final double HIGHEST = 2; // no dissimilarity is higher
    private static final int[][] VIRIDIS = {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}};

    private final int side; // in dots
    private final byte[] dots; // row by row, in 255 parts of HIGHEST; what is no number is 0
    private final double largest;

    private Picture(int side, byte[] dots, double largest) {
        this.side = side;
        this.dots = dots;
        this.largest = largest;
    }

    /** Draws a matrix. */
    static Picture of(Dissimilarity matrix) {
        int width = (matrix.size() + MOST - 1) / MOST; // of a dot, in examples
        int side = (matrix.size() + width - 1) / width;
        byte[] dots = new byte[side * side];
        double largest = 0;
        for (int i = 0; i < dots.length; i++) {
            double mean = mean(matrix, i / side * width, i % side * width, width);
            dots[i] = (byte) index(mean / HIGHEST);
            largest = mean > largest ? mean : largest; // never NaN, unlike Math.max
        }
        return new Picture(side, dots, largest);
    }

    /** Returns the largest of the dots that are numbers. */
    double largest() {
        return largest;
    }

    /** Returns the PNG file; {@code limit} is the entry that gets the last colour, as do those above it. */
    String address(double limit) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_INDEXED, palette(limit));
        image.getRaster().setDataElements(0, 0, side, side, dots);
        return png(image);
    }

    /** Returns the scale of colours, from the first on the left to the last. */
    static String scale() throws IOException {
        BufferedImage image = new BufferedImage(COLOURS, 1, BufferedImage.TYPE_BYTE_INDEXED, palette(HIGHEST));
        for (int x = 0; x < COLOURS; x++) {
            image.getRaster().setSample(x, 0, 0, x);
        }
        return png(image);
    }

    private static int index(double share) {
        return (int) Math.round(Math.max(0, Math.min(1, share)) * (COLOURS - 1));
    }

    /** Returns the colours of the dots; those of {@code limit} and more are the last one. */
    private static IndexColorModel palette(double limit) {
        byte[][] channels = new byte[3][COLOURS];
        for (int i = 0; i < COLOURS; i++) {
            double share = Math.min(1, HIGHEST * i / (COLOURS - 1) / limit);
            double place = share * (VIRIDIS.length - 1);
            int below = Math.min((int) place, VIRIDIS.length - 2);
            for (int c = 0; c < channels.length; c++) {
                double mixed = VIRIDIS[below][c] + (place - below) * (VIRIDIS[below + 1][c] - VIRIDIS[below][c]);
                channels[c][i] = (byte) Math.round(mixed);
            }
        }
        return new IndexColorModel(8, COLOURS, channels[0], channels[1], channels[2]);
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
