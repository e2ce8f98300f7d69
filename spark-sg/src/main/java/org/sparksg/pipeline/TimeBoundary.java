package org.sparksg.pipeline;

import org.sparksg.credit.FutureCredit;
import org.sparksg.nn.ChainPass;

/**
 * The boundary of a stage with itself, one batch later. A batch goes back with a synthetic gradient of what it carries on, unless its
 * sequences end there, and teaches the one before it.
 */
final class TimeBoundary {
    private final RunPlan plan;
    private final FutureCredit credit;

    /** {@code credit}: of the stage; null if gradients end with a window. */
    TimeBoundary(RunPlan plan, FutureCredit credit) {
        this.plan = plan;
        this.credit = credit;
    }

    /** Prepares the way back from which the parameters learn. */
    void before(ChainPass pass, long batchId) {
        if (credit != null && !plan.startsAnew(batchId + 1)) {
            pass.seed(credit.assign(pass.after()));
        }
    }

    /** Learns from that. */
    void after(ChainPass pass, long batchId) {
        if (credit == null) {
            return;
        }
        if (plan.startsAnew(batchId)) {
            credit.begin(pass);
        } else {
            credit.learn(pass);
        }
    }
}
