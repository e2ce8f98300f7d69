package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.settings.Suggestion;

/**
 * Which column of a CSV file is what.
 *
 * @param names the names of all columns, in the file's order
 * @param label the position of the label
 * @param features the positions of the features
 */
record CsvColumns(List<String> names, int label, List<Integer> features) {

    /** Finds the columns by their names. {@code file} serves for messages. */
    static CsvColumns of(List<String> names, String label, List<String> features, CsvFile file) {
        int labelAt = position(names, label, "label", file);
        List<Integer> positions = new ArrayList<>();
        for (String feature : features) {
            positions.add(position(names, feature, "feature", file));
        }
        for (int i = 0; i < names.size() && features.isEmpty(); i++) {
            if (i != labelAt) {
                positions.add(i);
            }
        }
        if (positions.isEmpty()) {
            throw file.error("has no column besides the label \"" + label + "\": is the separator right?");
        }
        return new CsvColumns(names, labelAt, List.copyOf(positions));
    }

    private static int position(List<String> names, String wanted, String role, CsvFile file) {
        int position = names.indexOf(wanted);
        if (position < 0) {
            throw file.error(
                    "no column \"" + wanted + "\" for the " + role + ", found " + names + Suggestion.of(wanted, names));
        }
        if (names.lastIndexOf(wanted) != position) {
            throw file.error("two columns are named \"" + wanted + "\"");
        }
        return position;
    }

    /** Returns the names of the feature columns. */
    List<String> featureNames() {
        return features.stream().map(names::get).toList();
    }

    /** Returns the number of features. */
    int width() {
        return features.size();
    }

    /** Hands the label of a row over. */
    void readLabel(String[] row, CsvFile file, LabelColumn to) {
        String text = row[label];
        if (text == null) {
            throw error(label, "is empty, expected a label", file);
        }
        String trouble = to.isNamed() ? to.addName(text) : to.addNumber(number(row, label, file));
        if (trouble != null) {
            throw error(label, trouble, file);
        }
    }

    /** Returns the features of a row. */
    float[] readFeatures(String[] row, CsvFile file) {
        float[] values = new float[features.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) number(row, features.get(i), file);
        }
        return values;
    }

    private double number(String[] row, int position, CsvFile file) {
        String text = row[position];
        if (text == null) {
            throw error(position, "is empty, expected a number", file);
        }
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite((float) number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with infinite numbers
        }
        throw error(position, "\"" + text + "\" is not a finite number", file);
    }

    private DataException error(int position, String problem, CsvFile file) {
        return file.error("column " + (position + 1) + " (\"" + names.get(position) + "\"): " + problem);
    }
}
