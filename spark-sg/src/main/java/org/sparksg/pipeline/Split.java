package org.sparksg.pipeline;

import java.util.Locale;

/** The parts of the data. */
public enum Split {
    /** What the weights learn from. */
    TRAIN,
    /** Held out of the training data, to decide when to stop. */
    VALIDATION,
    /** Data of their own. */
    TEST;

    /** Returns the name in tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
