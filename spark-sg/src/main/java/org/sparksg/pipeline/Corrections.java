package org.sparksg.pipeline;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * When the true gradient travels the whole chain and is compared with the synthetic one at each boundary, where the
 * synthesizer then learns from it.
 *
 * @param every every n-th batch is a correction; 0 for none
 * @param apply whether the true gradient updates the weights of that batch in place of the synthetic one, as late as it comes
 */
public record Corrections(int every, boolean apply) implements Serializable {

    /** Checks the number. */
    public Corrections {
        Require.that(every >= 0, "every", every, ">= 0 (0 is never)");
        Require.that(!apply || every > 0, "apply", apply, "false with every = 0", "there is no correction to apply");
    }

    /** Returns whether a batch is a correction. */
    public boolean at(long batchId) {
        return every > 0 && (batchId + 1) % every == 0;
    }
}
