package org.sparksg.data;

import java.io.Serializable;
import org.sparksg.tensor.Shape;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param features shape of one example's features
 * @param target shape of one example's target; {@code [classes]} for a classification
 * @param classification whether targets are one-hot classes
 * @param fingerprint changes when the data change: lengths and checksums of headers, or the generator's settings
 */
public record Summary(int count, Shape features, Shape target, boolean classification, String fingerprint)
        implements Serializable {}
