package org.sparksg.data;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * What is made of the features of tables before a network sees them. Constants are fitted on the examples to train on, without those held
 * out, and travel with the plan and the model: see {@link Preparation}.
 *
 * @param scale how numbers are scaled
 * @param missing what a cell without a value becomes: an empty one, null, NaN, or the usual marks such as {@code NA} and {@code ?}
 */
public record FeatureSettings(Scale scale, Missing missing) implements Serializable {
    /** Numbers as they are, and none may be missing. */
    public static final FeatureSettings NONE = new FeatureSettings(Scale.NONE, Missing.REFUSE);

    /** Checks that both are there. */
    public FeatureSettings {
        Require.present("scale", scale);
        Require.present("missing", missing);
    }

    /** Returns whether anything is made of them. */
    boolean isNone() {
        return equals(NONE);
    }

    /** Returns whether cells may be without a value. */
    boolean fills() {
        return missing != Missing.REFUSE;
    }

    /** How numbers are scaled, each feature on its own. */
    public enum Scale {
        /** Not at all. */
        NONE,
        /** To mean 0 and standard deviation 1 (of the population, not the sample). */
        STANDARD,
        /** To the range from 0 to 1. */
        MIN_MAX
    }

    /** What a cell without a value becomes. */
    public enum Missing {
        /** An error. */
        REFUSE,
        /** The mean of the feature. */
        MEAN,
        /** The mean, and a further feature says where that was: 1 where a value is missing, else 0. */
        INDICATOR
    }
}
