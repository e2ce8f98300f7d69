package org.sparksg.settings;

/**
 * Numbers as people and programs of all languages write them: an optional sign, decimal digits with at most one point, an optional
 * exponent. Java's own reading takes {@code 5.1f}, {@code 1d}, {@code 0x1p3} and {@code NaN} too, which in data and settings
 * are damage or a mistake.
 */
public final class Decimal {
    private Decimal() {}

    /** Returns the number that a text holds, blanks around it aside; NaN if it holds none. May be infinite: {@code 1e999}. */
    public static double parse(String text) {
        String bare = text.strip();
        return isDecimal(bare) ? Double.parseDouble(bare) : Double.NaN;
    }

    /** Returns whether a text is a whole number in digits alone. */
    public static boolean isWhole(String text) {
        String bare = text.strip();
        int from = isSign(bare, 0) ? 1 : 0;
        return from < bare.length() && digits(bare, from) == bare.length();
    }

    private static boolean isDecimal(String text) {
        int from = isSign(text, 0) ? 1 : 0;
        int whole = digits(text, from);
        boolean point = whole < text.length() && text.charAt(whole) == '.';
        int end = point ? digits(text, whole + 1) : whole;
        int count = end - from - (point ? 1 : 0);
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int exponent = isSign(text, end + 1) ? end + 2 : end + 1;
            end = digits(text, exponent);
            count = end > exponent ? count : 0;
        }
        return count > 0 && end == text.length();
    }

    private static boolean isSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
