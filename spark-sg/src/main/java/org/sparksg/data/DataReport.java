package org.sparksg.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in training data, for people: those held out are among them.
 *
 * @param rows how many there are
 * @param features the columns of features; empty where data have no columns
 * @param label the column that is predicted, if its values are numbers; null for classes
 * @param classes how often each class comes, in the order of the target; empty for a regression, and for data that are drawn
 * @param lengths of the sequences; null where examples are none of tables
 * @param warnings what is likely to make training go badly
 */
public record DataReport(
        long rows,
        List<Feature> features,
        Feature label,
        Map<String, Long> classes,
        Lengths lengths,
        List<Warning> warnings)
        implements Serializable {
    /** Of data that nobody has to look at. */
    static final DataReport NONE = new DataReport(0, List.of(), null, Map.of(), List.of());

    /** What was found in the labels of images. */
    static DataReport ofLabels(int[] labels, List<String> names) {
        Map<String, Long> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(name, 0L));
        for (int label : labels) {
            classes.merge(names.get(label), 1L, Long::sum);
        }
        return new DataReport(labels.length, List.of(), null, classes, Advice.of(classes));
    }

    /** Of data that are no sequences of tables. */
    public DataReport(
            long rows, List<Feature> features, Feature label, Map<String, Long> classes, List<Warning> warnings) {
        this(rows, features, label, classes, null, warnings);
    }

    /** Copies the lists and the map. */
    public DataReport {
        features = List.copyOf(features);
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        warnings = List.copyOf(warnings);
    }

    /**
     * How long sequences are.
     *
     * @param sequences how many there are
     * @param steps of all of them
     * @param shortest steps of the shortest one
     * @param longest steps of the longest one
     */
    public record Lengths(long sequences, long steps, int shortest, int longest) implements Serializable {}

    /**
     * What is likely to make training go badly.
     *
     * @param fact what was found
     * @param fix what to do, with the key to set
     */
    public record Warning(String fact, String fix) implements Serializable {}

    /**
     * What was found in a column. A column of arrays or vectors is taken as one.
     *
     * @param name its name, or its position where names are missing
     * @param kind {@code constant}, {@code 0 or 1}, {@code whole} or {@code real}, and how many numbers in each row if there are several
     * @param missing how many of them are missing in all rows
     * @param least the smallest number; NaN if there is none
     * @param largest the largest
     * @param mean of all numbers
     * @param deviation their standard deviation
     */
    public record Feature(
            String name, String kind, long missing, double least, double largest, double mean, double deviation)
            implements Serializable {

        static Feature of(Column column, List<Statistics> numbers) {
            Statistics all = Statistics.pooled(numbers);
            String kind = all.isConstant()
                    ? "constant"
                    : all.isWhole() ? all.least() >= 0 && all.largest() <= 1 ? "0 or 1" : "whole" : "real";
            boolean none = all.count() == 0;
            return new Feature(
                    column.name(),
                    numbers.size() == 1 ? kind : numbers.size() + " x " + kind,
                    all.missing(),
                    none ? Double.NaN : all.least(),
                    none ? Double.NaN : all.largest(),
                    none ? Double.NaN : all.mean(),
                    all.deviation());
        }
    }

    /** Returns how often each class comes, in the order of the target. */
    public long[] counts() {
        return classes.values().stream().mapToLong(Long::longValue).toArray();
    }
}
