package org.sparksg.data;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.sparksg.settings.Decimal;

/**
 * Watches what 32 bits make of numbers, and tells where they provably lose what the data say: a whole number among whole numbers that a float
 * cannot hold (a key, a count, seconds since 1970), or a column whose differences drown in rounding. Rounding 0.1 is no
 * loss of that kind, nor is rounding a real number that happens to be whole.
 */
final class Narrowing {
    /** From here on a double does not hold every whole number, either: 2 to the 53. */
    static final double EXACT = 0x1p53;

    private static final double SHARE = 0.01; // of a column's range that rounding may move a value by

    private final List<Column> columns;
    private final boolean label;
    private final double[] least;
    private final double[] largest;
    private final double[] moved; // by rounding, at most
    private final boolean[] fraction;
    private final DataException[] lost; // the first whole number that a float cannot hold

    /** {@code label}: whether the columns are the label's, for messages. */
    Narrowing(List<Column> columns, boolean label) {
        int width = columns.stream().mapToInt(Column::width).sum();
        this.columns = columns;
        this.label = label;
        this.least = new double[width];
        this.largest = new double[width];
        this.moved = new double[width];
        this.fraction = new boolean[width];
        this.lost = new DataException[width];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    }

    /** Takes number {@code index} of a row, which the cursor has in this column. */
    void add(int index, double value, TableCursor cursor, int column) {
        double off = Math.abs(value - (float) value);
        boolean whole = value == Math.rint(value);
        if (off > 0 && whole && Math.abs(value) < EXACT && lost[index] == null) {
            lost[index] = cursor.error(column, sentence(plain(value), value) + cure(label));
        }
        moved[index] = Math.max(moved[index], off);
        fraction[index] |= !whole;
        least[index] = Math.min(least[index], value);
        largest[index] = Math.max(largest[index], value);
    }

    /**
     * Tells what was lost.
     *
     * @param spread whether the rows are all that there are: a few may well lie close together
     * @throws DataException naming the column, the value and the cure
     */
    void check(String path, boolean spread) {
        for (int i = 0; i < lost.length; i++) {
            if (lost[i] != null && !fraction[i]) {
                throw lost[i];
            }
            double range = largest[i] - least[i];
            if (spread && range > 0 && moved[i] > SHARE * range) {
                throw new DataException(
                        path + ": column " + Column.nameOf(columns, i) + ": its values lie between " + plain(least[i])
                                + " and " + plain(largest[i]) + ", and 32 bits move them by up to " + plain(moved[i])
                                + ", so that they run together" + cure(label));
            }
        }
    }

    /**
     * Returns what is wrong with the text of a number of {@link #EXACT} or more, which a double may not hold; null if nothing is, as with all that are
     * not whole, in digits.
     */
    static String lost(String text) {
        if (!Decimal.isWhole(text)) {
            return null;
        }
        String whole = text.strip();
        BigDecimal value = new BigDecimal(whole);
        float narrow = value.floatValue();
        return Float.isInfinite(narrow) || new BigDecimal(narrow).compareTo(value) == 0
                ? null
                : sentence(whole, narrow)
                        + ": subtract the column's smallest value, or leave it out; from 2^53 on 64 bits do not hold every"
                        + " whole number either, so that data.features.scale comes too late";
    }

    private static String sentence(String whole, double value) {
        return whole + " is a whole number that 32 bits cannot hold: it would become " + plain((float) value);
    }

    private static String cure(boolean label) {
        return label
                ? ": scale it (divide by a constant), or subtract its smallest value"
                : ": set data.features.scale = standard, which scales in 64 bits, subtract its smallest value, or leave it out of features";
    }

    private static String plain(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e18;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
