package org.sparksg.data;

/**
 * The ways in which people write the ten digits, as strokes of a pen.
 *
 * <p>A style is a list of strokes, a stroke a list of points in percent of the digit's box, x to the right and y down. The
 * pen moves on a smooth curve through them; a point named twice is a corner.
 */
final class DigitStyles {
    private static final String[][] TEXT = {
        {
            "50,2 16,22 11,62 42,98 82,80 90,34 50,2",
            "68,8 32,6 9,46 22,90 56,97 90,58 78,14 46,2",
            "50,0 27,20 24,75 50,100 74,78 77,24 50,0",
            "40,3 12,40 30,92 70,97 90,55 66,10 34,5 18,14"
        },
        {
            "50,0 50,100",
            "24,28 54,0 54,0 52,100",
            "26,22 52,0 52,0 52,99 | 20,99 82,98",
            "62,0 40,100",
            "34,10 52,2 52,2 50,60 54,96 66,99"
        },
        {
            "13,26 36,3 76,9 80,36 50,66 11,97 11,97 90,95",
            "14,22 46,0 82,22 62,60 22,95 12,80 34,76 60,95 94,88",
            "12,8 12,8 84,5 84,5 12,97 12,97 90,97",
            "18,30 20,8 60,0 84,28 52,70 16,96 46,90 92,98"
        },
        {
            "14,12 50,0 82,22 42,47 42,47 88,70 50,100 9,85",
            "12,3 12,3 85,3 85,3 42,42 42,42 90,68 52,100 10,86",
            "18,16 56,2 78,24 46,46 56,52 86,74 54,98 10,90",
            "20,6 62,4 76,22 34,50 34,50 78,56 82,86 44,100 12,94"
        },
        {
            "26,0 11,56 11,56 92,54 | 70,18 65,100",
            "70,100 70,0 70,0 7,68 7,68 96,68",
            "20,2 14,46 40,56 78,44 | 82,0 74,50 72,100",
            "60,0 8,62 8,62 90,60 | 62,34 60,100"
        },
        {
            "86,3 26,3 26,3 20,42 20,42 62,36 90,66 54,98 9,88",
            "26,6 20,43 20,43 62,38 88,68 50,99 9,88 | 26,5 88,2",
            "90,0 40,6 40,6 26,44 70,50 76,82 40,100 8,90",
            "80,4 28,4 28,4 26,46 26,46 80,56 74,94 16,96"
        },
        {
            "76,3 30,30 12,70 45,99 86,76 56,50 15,70",
            "64,0 22,52 20,86 55,99 82,76 56,54 20,74",
            "84,8 46,6 14,50 24,94 68,98 84,70 50,52 18,66",
            "40,0 16,60 30,98 72,94 76,62 40,58 18,76"
        },
        {
            "10,5 10,5 88,5 88,5 40,100",
            "10,6 10,6 88,4 88,4 46,100 | 30,52 80,47",
            "12,22 12,5 12,5 88,5 88,5 60,45 46,100",
            "8,10 50,14 90,2 90,2 62,44 56,100"
        },
        {
            "50,48 18,25 50,2 82,24 50,48 12,75 50,99 88,75 50,48",
            "82,15 50,0 20,22 50,48 85,75 50,100 15,76 50,50 82,15",
            "76,8 34,2 22,28 74,66 66,96 26,94 26,70 72,34 76,8",
            "50,46 26,24 50,0 74,22 50,46 | 50,46 14,72 50,100 86,74 50,46"
        },
        {
            "82,25 50,3 15,28 45,52 82,25 82,25 78,100",
            "82,22 45,2 14,30 48,52 82,22 80,70 55,99 20,92",
            "74,14 36,4 18,34 52,50 76,18 76,18 64,60 46,100",
            "84,30 56,2 20,20 30,50 66,50 84,24 80,60 84,98"
        }
    };

    private static final double[][][][] STROKES = parseAll();

    private DigitStyles() {}

    /** Returns the number of styles of a digit. */
    static int count(int digit) {
        return STROKES[digit].length;
    }

    /** Returns the strokes of a style: each {@code x0, y0, x1, y1, ...} in [0, 1]. Not to be changed. */
    static double[][] strokes(int digit, int style) {
        return STROKES[digit][style];
    }

    private static double[][][][] parseAll() {
        double[][][][] all = new double[TEXT.length][][][];
        for (int digit = 0; digit < TEXT.length; digit++) {
            all[digit] = new double[TEXT[digit].length][][];
            for (int style = 0; style < TEXT[digit].length; style++) {
                all[digit][style] = parse(TEXT[digit][style]);
            }
        }
        return all;
    }

    private static double[][] parse(String text) {
        String[] strokes = text.split(" \\| ", -1);
        double[][] points = new double[strokes.length][];
        for (int s = 0; s < strokes.length; s++) {
            String[] numbers = strokes[s].split("[ ,]", -1);
            points[s] = new double[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                points[s][i] = Integer.parseInt(numbers[i]) / 100.0;
            }
        }
        return points;
    }
}
