package org.sparksg.data;

/**
 * What is known of one number of all rows, in one passage: Welford's method (Technometrics 4, 1962), which adds up no large squares.
 */
final class Statistics {
    private long count;
    private long missing;
    private double mean;
    private double squares; // of distances from the mean
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private long atLeast; // how often the least one came
    private long atLargest;
    private boolean whole = true;
    private boolean counting = true;
    private boolean label = true;
    private double before;

    /** Returns what is known of several numbers of the same rows, taken together. */
    static Statistics pooled(Iterable<Statistics> numbers) {
        Statistics all = new Statistics();
        all.counting = false;
        all.label = false;
        for (Statistics one : numbers) {
            if (one.count > 0) {
                double distance = one.mean - all.mean;
                long together = all.count + one.count;
                all.squares += one.squares + distance * distance * all.count / together * one.count;
                all.mean += distance * one.count / together;
                all.count = together;
            }
            all.missing += one.missing;
            all.least = Math.min(all.least, one.least);
            all.largest = Math.max(all.largest, one.largest);
            all.whole &= one.whole;
        }
        return all;
    }

    /** Takes the number of the next row; NaN if it is missing. {@code answer}: the row's class or value. */
    void add(double value, double answer) {
        label &= value == answer;
        if (Double.isNaN(value)) {
            missing++;
            counting = false;
            return;
        }
        counting &= count == 0 || value == before + 1;
        before = value;
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
        whole &= value == Math.rint(value);
        atLeast = value < least ? 1 : value == least ? atLeast + 1 : atLeast;
        atLargest = value > largest ? 1 : value == largest ? atLargest + 1 : atLargest;
        least = Math.min(least, value);
        largest = Math.max(largest, value);
    }

    /** Returns how many rows have it. */
    long count() {
        return count;
    }

    long missing() {
        return missing;
    }

    double mean() {
        return mean;
    }

    /** Returns the standard deviation, of the population. */
    double deviation() {
        return count == 0 || least == largest ? 0 : Math.sqrt(squares / count);
    }

    double least() {
        return least;
    }

    double largest() {
        return largest;
    }

    long atLeast() {
        return atLeast;
    }

    long atLargest() {
        return atLargest;
    }

    /** Returns the root of the mean square. */
    double size() {
        return Math.hypot(mean, deviation());
    }

    boolean isWhole() {
        return whole;
    }

    /** Returns whether it is the same in all rows, or missing. */
    boolean isConstant() {
        return count == 0 || (least == largest && missing == 0);
    }

    /** Returns whether it counts the rows, each one more than the one before. */
    boolean isCounting() {
        return counting && count > 2;
    }

    /** Returns whether it says in every row what shall be predicted. */
    boolean isLabel() {
        return label && !isConstant();
    }
}
