package org.sparksg.lab.compare;

import java.util.Locale;

/** How a run of the grid ended. */
enum Outcome {
    /** It has a model. */
    COMPLETE,
    /** Its loss was no number any more: a result, too. */
    DIVERGED,
    /** Something broke. {@code --resume} tries it again. */
    FAILED;

    /** Returns the word of tables and pages. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
