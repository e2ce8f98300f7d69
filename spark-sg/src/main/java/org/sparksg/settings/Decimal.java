package org.sparksg.settings;

/**
 * Numbers as people and programs of all languages write them: an optional sign, decimal digits with at most one point, an optional
 * exponent. Java's own reading takes {@code 5.1f}, {@code 1d}, {@code 0x1p3} and {@code NaN} too, which in data and settings
 * are damage or a mistake.
 */
public final class Decimal {
    private static final int EXACT_DIGITS = 15; // that a double always holds
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Decimal() {}

    /** Returns the number that a text holds, blanks around it aside; NaN if it holds none. May be infinite: {@code 1e999}. */
    public static double parse(String text) {
        String bare = text.strip();
        return isDecimal(bare) ? Double.parseDouble(bare) : Double.NaN;
    }

    /** Returns the number that a part of an array of characters holds; NaN if it holds none. */
    public static double parse(char[] text, int from, int to) {
        int sign = from < to && (text[from] == '-' || text[from] == '+') ? 1 : 0;
        long digits = 0;
        int count = 0;
        int point = -1;
        int at = from + sign;
        for (; at < to && count <= EXACT_DIGITS; at++) {
            char c = text[at];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count++;
            } else if (c == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        if (at < to || count == 0 || count > EXACT_DIGITS) {
            return parse(new String(text, from, to - from));
        }
        // Both are doubles exactly, so the quotient is rounded once, as it must be: Clinger 1990.
        double value = digits / POWERS[point < 0 ? 0 : to - point - 1];
        return sign == 1 && text[from] == '-' ? -value : value;
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
