package org.sparksg.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/** The column of a table that a network shall predict, and how to read it. */
public sealed interface Label extends Serializable {

    /** Returns the column: its name, or its position from 0 on where a file has no names. */
    String column();

    /**
     * Returns a copy of the names of feature columns, after a check that they can stand beside this label and the column of weights.
     *
     * @param weight that column; empty for none
     */
    default List<String> without(List<String> features, String weight) {
        Require.present("weight", weight);
        Require.that(
                weight.isEmpty() || !(weight.equals(column()) || features.contains(weight)),
                "weight",
                weight,
                "neither the label nor a feature");
        features.forEach(feature -> Require.text("features", feature, "name a column"));
        Require.that(
                !features.contains(column()),
                "features",
                features,
                "without the label \"" + column() + "\"",
                "or there is nothing to predict");
        Require.that(new HashSet<>(features).size() == features.size(), "features", features, "different columns");
        return List.copyOf(features);
    }

    /** Classes by number. Whole numbers in a floating-point column will do: Spark ML writes labels so. */
    record Numbered(String column, int classes) implements Label {
        /** Checks both. */
        public Numbered {
            Require.text("column", column, "name the label column");
            Require.atLeast("classes", classes, 2);
        }
    }

    /**
     * Classes by name: class {@code i} is {@code names[i]}. If {@code names} is empty, the names are those found in the
     * data, in sorted order; then training and test data must hold the same ones.
     */
    record Named(String column, List<String> names) implements Label {
        /** Copies the names and checks that there are none or two at least, all different. */
        public Named {
            Require.text("column", column, "name the label column");
            names = List.copyOf(names);
            if (names.size() == 1 || new HashSet<>(names).size() < names.size()) {
                throw new BadSetting("names", names, "must be empty, or two or more different names");
            }
        }
    }

    /** A number to predict: a regression with target shape {@code [1]}. */
    record Value(String column) implements Label {
        /** Checks the column. */
        public Value {
            Require.text("column", column, "name the label column");
        }
    }
}
