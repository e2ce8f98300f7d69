package org.sparksg.data;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * What the examples of a data set look like.
 *
 * @param features shape of one example's features
 * @param columns the columns that features come from, in their order; empty where data have no names
 * @param target shape of one example's target; {@code [classes]} for a classification, {@code [steps]} where each step has a class
 * @param label the column that targets come from; empty where data have no names
 * @param classification whether targets are classes: one-hot, or the number of each step
 * @param classNames the names of the classes in the order of the target; empty if they have numbers only
 * @param preparation how features are made of the columns' numbers
 * @param meanWeight what the examples' weights are divided by, so that one counts 1 on average, those held out among them; 0 where
 *     they have none
 * @param sequences what is known of examples that are sequences
 */
public record Schema(
        Shape features,
        List<Column> columns,
        Shape target,
        String label,
        boolean classification,
        List<String> classNames,
        Preparation preparation,
        double meanWeight,
        Sequences sequences)
        implements Serializable {

    /** Copies the names. */
    public Schema {
        columns = List.copyOf(columns);
        classNames = List.copyOf(classNames);
    }

    /** What examples look like whose features are the columns' numbers, and that have no weights. */
    public Schema(
            Shape features,
            List<Column> columns,
            Shape target,
            String label,
            boolean classification,
            List<String> classNames) {
        this(features, columns, target, label, classification, classNames, Preparation.NONE, 0, Sequences.NONE);
    }

    /** Returns whether examples have weights. */
    public boolean isWeighted() {
        return meanWeight > 0;
    }

    /** Returns how many numbers of a row the features are made of. */
    public int width() {
        return preparation.numbers(features.size());
    }

    /** Returns what examples look like that are made of the same numbers in another way, and whose columns are called otherwise. */
    public Schema as(Preparation preparation, List<Column> columns, String label) {
        Shape features = preparation.inputs(width()) == this.features.size()
                ? this.features
                : Shape.of(preparation.inputs(width()));
        return new Schema(
                features, columns, target, label, classification, classNames, preparation, meanWeight, sequences);
    }

    /** Returns what examples look like whose weights have another mean. */
    Schema withMeanWeight(double mean) {
        return new Schema(features, columns, target, label, classification, classNames, preparation, mean, sequences);
    }

    /** Returns the schema of classes in data without names of columns. */
    static Schema ofClasses(Shape features, int classes, List<String> classNames) {
        return new Schema(features, List.of(), Shape.of(classes), "", true, classNames);
    }

    /** Returns the schema of sequences with a class for each step. */
    static Schema ofSequences(Shape features, Shape target, List<String> classNames, Sequences sequences) {
        return new Schema(features, List.of(), target, "", true, classNames, Preparation.NONE, 0, sequences);
    }

    /** Returns whether examples of both can be mixed: shapes and classes are the same. */
    boolean isLike(Schema other) {
        return features.equals(other.features)
                && target.equals(other.target)
                && classification == other.classification
                && classNames.equals(other.classNames)
                && sequences.ids() == other.sequences.ids()
                && sequences.classes() == other.sequences.classes();
    }

    /** Says it for people. */
    @Override
    public String toString() {
        return "features " + features + ", target " + target
                + (classification ? " (classes " + classNames + ")" : " (values)");
    }
}
