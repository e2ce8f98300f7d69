package org.sparksg.pipeline;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * When the true gradient travels the whole chain and is compared with the synthetic one at each boundary, where the
 * synthesizer then learns from it.
 *
 * @param every every n-th batch is a correction, or the next one after it that all stages train on; 0 for none
 * @param apply whether the true gradient updates the weights of that batch in place of the synthetic one, as late as it comes
 */
public record Corrections(int every, boolean apply) implements Serializable {

    /** Checks the number. */
    public Corrections {
        Require.that(every >= 0, "every", every, ">= 0 (0 is never)");
        Require.that(!apply || every > 0, "apply", apply, "false with every = 0", "there is no correction to apply");
    }

    /** Returns whether a batch is a correction, if all stages train on one batch in {@code period}: the first such one that is not too early. */
    boolean at(long batchId, int period) {
        long batches = batchId + 1;
        return every > 0 && batches % period == 0 && batches % every < period;
    }

    /** Returns how many batches there are at least from one correction to the next. */
    int distance(int period) {
        return Math.max(1, every / period) * period;
    }
}
