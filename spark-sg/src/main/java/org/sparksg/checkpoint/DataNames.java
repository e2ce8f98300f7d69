package org.sparksg.checkpoint;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.data.Preparation;

/**
 * What the columns and classes of the training data are called, and how features are made of the columns: whoever predicts finds the
 * columns by these names, and does the same.
 *
 * @param columns the feature columns in the order of the input, with how many numbers each has; empty where data have no names
 * @param label the column that was predicted; empty where data have no names
 * @param classes the names of the classes in the order of the output; empty if they have numbers only
 * @param preparation how the input of the network is made of the columns' numbers
 */
public record DataNames(Map<String, Integer> columns, String label, List<String> classes, Preparation preparation)
        implements Serializable {
    /** Of data without names. */
    public static final DataNames NONE = new DataNames(Map.of(), "", List.of(), Preparation.NONE);

    /** Copies both. */
    public DataNames {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        classes = List.copyOf(classes);
        preparation = preparation == null ? Preparation.NONE : preparation; // of older versions of the library
    }

    /** Names of classes only. */
    public static DataNames ofClasses(List<String> classes) {
        return new DataNames(Map.of(), "", classes, Preparation.NONE);
    }
}
