package org.sparksg.data;

import java.util.HashSet;
import java.util.List;

/** Rules that several settings share; each names the component, the value and the rule. */
final class Require {
    private Require() {}

    static void text(String component, String value, String fix) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(component + " is empty: " + fix);
        }
    }

    static void texts(String component, List<String> values, String fix) {
        for (String value : values) {
            text("an entry of " + component, value, fix);
        }
    }

    static void atLeast(String component, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(component + " = " + value + ": must be >= " + least);
        }
    }

    static void fraction(String component, double value) {
        if (!(value >= 0 && value < 1)) { // written this way round so that NaN is refused too
            throw new IllegalArgumentException(component + " = " + value + ": must be >= 0 and < 1");
        }
    }

    static void label(String source, Label label, List<String> features) {
        if (label == null) {
            throw new IllegalArgumentException(source + ".label is missing: name the column to predict");
        }
        texts(source + ".features", features, "name a column");
        if (features.contains(label.column())) {
            throw new IllegalArgumentException(source + ".features = " + features + ": must not contain the label \""
                    + label.column() + "\", or there is nothing to predict");
        }
        if (new HashSet<>(features).size() < features.size()) {
            throw new IllegalArgumentException(source + ".features = " + features + ": names a column twice");
        }
    }
}
