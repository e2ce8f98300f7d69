package org.sparksg.data;

/**
 * How much the digits differ from their styles. Each number is the bound of a random one. Lengths in pixels of the
 * 28 x 28 image, unless said otherwise.
 *
 * @param jitter of each point of a stroke, as a share of the digit's box
 * @param rotation in radians
 * @param shear sideways displacement per height
 * @param scale relative change of height and, apart from it, of width
 * @param shift of the centre
 * @param thinnest the smallest radius of the pen
 * @param thickest the largest
 * @param noise of each pixel, as a share of full ink
 * @param specks the largest number of stray strokes
 */
record DigitVariation(
        double jitter,
        double rotation,
        double shear,
        double scale,
        double shift,
        double thinnest,
        double thickest,
        double noise,
        int specks) {

    /** What {@link Digits} uses: too much for a linear classifier, little enough for a small network. */
    static final DigitVariation STANDARD = new DigitVariation(0.06, 0.24, 0.3, 0.2, 1.9, 0.8, 1.6, 0.1, 1);
}
