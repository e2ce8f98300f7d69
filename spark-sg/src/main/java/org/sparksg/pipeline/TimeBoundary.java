package org.sparksg.pipeline;

import org.sparksg.credit.FutureCredit;
import org.sparksg.nn.ChainPass;

/**
 * The boundary of a stage with itself, one of its batches later. A batch goes back with a synthetic gradient of what it carries on, unless its
 * sequences end there, and teaches the one before it.
 */
final class TimeBoundary {
    private final RunPlan plan;
    private final StageRange stage;
    private final FutureCredit credit; // null if gradients end with a window

    TimeBoundary(RunPlan plan, StageModel model) {
        this.plan = plan;
        this.stage = model.range();
        this.credit = model.future();
    }

    /** Prepares the way back from which the parameters learn. */
    void before(ChainPass pass, long batchId) {
        if (credit != null && !plan.startsAnew(stage, batchId + stage.period())) {
            pass.seed(credit.assign(pass.after()));
        }
    }

    /** Learns from that. */
    void after(ChainPass pass, long batchId) {
        if (credit == null) {
            return;
        }
        if (plan.startsAnew(stage, batchId)) {
            credit.begin(pass);
        } else {
            credit.learn(pass);
        }
    }
}
