package org.sparksg.data;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param features shape of one example's features
 * @param target shape of one example's target; {@code [classes]} for a classification
 * @param classification whether targets are one-hot classes
 * @param classNames the names of the classes in the order of the target; empty if they have numbers only
 * @param fingerprint changes when the data change: lengths and checksums of both ends of each file, or the generator's
 *     settings
 */
public record Summary(
        int count, Shape features, Shape target, boolean classification, List<String> classNames, String fingerprint)
        implements Serializable {

    /** Copies the names. */
    public Summary {
        classNames = List.copyOf(classNames);
    }
}
