package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;

/**
 * BP(λ), accumulating (Pemberton and Costa 2024, "BP(λ): Online Learning via Synthetic Gradients"): a linear model of the future's gradient
 * by the state, whose eligibility traces let every error of prediction teach all windows before it, and not only the last. Online: no window
 * is kept, and nothing goes back further than to the start of one.
 *
 * <p>Per example, traces take {@code width² · (width + 1)} numbers, and a window {@code width} ways back and {@code width³ · (width + 1)}
 * multiplications: for small states only.
 *
 * @param lambda how far errors reach: 0 for the window before alone, as in {@link FutureGradients}; with 1 they are all that is learned from
 * @param discount what the prediction at the end of a window counts in what the one at its start should have been (γ in the paper)
 * @param scale what a predicted gradient is multiplied with before the layers learn from it
 * @param optimizer of the model
 */
public record EligibilityTraces(double lambda, double discount, double scale, OptimizerSettings optimizer)
        implements TimeRule {
    private static final long MOST = 1L << 26; // numbers in the traces of a stage

    /** Checks the numbers. */
    public EligibilityTraces {
        Require.that(lambda >= 0 && lambda <= 1, "lambda", lambda, "from 0 to 1");
        Require.that(discount > 0 && discount <= 1, "discount", discount, "above 0 and at most 1");
        Require.positive("scale", scale);
        Require.present("optimizer", optimizer);
        Require.that(
                optimizer.proximal().isNone(),
                "optimizer.proximal.step",
                optimizer.proximal().step(),
                "0",
                "the implicit step is one of dense layers");
    }

    @Override
    public String label() {
        return "bp-lambda";
    }

    @Override
    public void check(int width, int rows) {
        long numbers = 2L * rows * (long) width * width * (width + 1);
        if (numbers > MOST) {
            throw new BadSetting(
                    "learning.time.rule",
                    label(),
                    "layers of a stage carry " + width + " numbers for each of " + rows + " rows, whose traces are "
                            + numbers + " numbers, expected at most " + MOST,
                    "make the layers or the batch smaller, spread the layers over more stages, or take synthetic-gradients");
        }
    }

    @Override
    public boolean learnsFromAll() {
        return true;
    }

    @Override
    public Map<String, LocalNetwork> networks(int width) {
        Body none = new Body(List.of(), false, List.of());
        return Map.of("", LocalNetwork.of("time.traces", none, optimizer).with("state", width));
    }

    @Override
    public TracedFuture newCredit(int width, int rows, long seed, Kernels kernels) {
        return new TracedFuture(this, width, rows, kernels);
    }
}
