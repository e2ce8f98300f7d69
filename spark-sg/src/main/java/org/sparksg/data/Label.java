package org.sparksg.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/** The column of a table that a network shall predict, and how to read it. */
public sealed interface Label extends Serializable {

    /** Returns the column: its name, or its position from 0 on where a file has no names. */
    String column();

    /** Classes by number. Whole numbers in a floating-point column will do: Spark ML writes labels so. */
    record Numbered(String column, int classes) implements Label {
        /** Checks both. */
        public Numbered {
            Require.text("Label.Numbered.column", column, "name the label column");
            Require.atLeast("Label.Numbered.classes", classes, 2);
        }
    }

    /**
     * Classes by name: class {@code i} is {@code names[i]}. If {@code names} is empty, the names are those found in the
     * data, in sorted order; then training and test data must hold the same ones.
     */
    record Named(String column, List<String> names) implements Label {
        /** Copies the names and checks that there are none or two at least, all different. */
        public Named {
            Require.text("Label.Named.column", column, "name the label column");
            names = List.copyOf(names);
            if (names.size() == 1 || new HashSet<>(names).size() < names.size()) {
                throw new IllegalArgumentException(
                        "Label.Named.names = " + names + ": must be empty, or two or more different names");
            }
        }
    }

    /** A number to predict: a regression with target shape {@code [1]}. */
    record Value(String column) implements Label {
        /** Checks the column. */
        public Value {
            Require.text("Label.Value.column", column, "name the label column");
        }
    }
}
