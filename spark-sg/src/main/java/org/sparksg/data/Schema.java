package org.sparksg.data;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * What the examples of a data set look like.
 *
 * @param features shape of one example's features
 * @param columns the columns that features come from, in their order; empty where data have no names
 * @param target shape of one example's target; {@code [classes]} for a classification
 * @param label the column that targets come from; empty where data have no names
 * @param classification whether targets are one-hot classes
 * @param classNames the names of the classes in the order of the target; empty if they have numbers only
 */
public record Schema(
        Shape features,
        List<Column> columns,
        Shape target,
        String label,
        boolean classification,
        List<String> classNames)
        implements Serializable {

    /** Copies the names. */
    public Schema {
        columns = List.copyOf(columns);
        classNames = List.copyOf(classNames);
    }

    /** Returns the schema of classes in data without names of columns. */
    static Schema ofClasses(Shape features, int classes, List<String> classNames) {
        return new Schema(features, List.of(), Shape.of(classes), "", true, classNames);
    }

    /** Returns whether examples of both can be mixed: shapes and classes are the same. */
    boolean isLike(Schema other) {
        return features.equals(other.features)
                && target.equals(other.target)
                && classification == other.classification
                && classNames.equals(other.classNames);
    }

    /** Says it for people. */
    @Override
    public String toString() {
        return "features " + features + ", target " + target
                + (classification ? " (classes " + classNames + ")" : " (values)");
    }
}
