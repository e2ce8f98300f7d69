package org.sparksg.credit;

import java.util.Map;
import org.sparksg.nn.Tanh;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * What the layers carry on has a synthetic gradient, of all that is still to come, which learns from what comes back through the next window
 * (Jaderberg et al. 2017, section 2.2).
 *
 * <p>The synthesizer sees the hyperbolic tangent of the state, as the gates of an LSTM do of its cell: cells have no bound, and a prediction
 * that grows with them makes them grow.
 *
 * @param synthesizer of the state's gradient, which sees the state alone; it learns from the true gradient of the next window's losses,
 *     with its own prediction at the end of that, taken back to the start
 * @param scale what the synthetic gradient is multiplied with before it is used: 0.1 in the paper's supplement. A part of what the
 *     synthesizer learns from is its own prediction, so with 1 it can run away
 * @param auxiliary the weight of a further task: from the state at a boundary, the synthetic gradient at the next one is predicted (section
 *     2.2, "auxiliary task"). What it wants of the state is a part of what the synthesizer predicts; 0 for none
 */
public record FutureGradients(SynthesizerSettings synthesizer, double scale, double auxiliary) implements TimeRule {
    /** Checks the numbers. */
    public FutureGradients {
        Require.present("synthesizer", synthesizer);
        Require.that(
                synthesizer.context() == Context.NONE,
                "learning.time.synthesizer.context",
                synthesizer.context(),
                "none: nobody knows the labels of the future");
        Require.positive("scale", scale);
        Require.notNegative("auxiliary", auxiliary);
    }

    @Override
    public String label() {
        return "synthetic-gradients";
    }

    @Override
    public void check(int width, int rows) {
        Body.fits("learning.time.synthesizer.layers", () -> ofState().network(Shape.of(width), null, 0));
        synthesizer.checkBatch("learning.time.synthesizer", rows);
    }

    @Override
    public boolean learnsFromAll() {
        return false;
    }

    @Override
    public Map<String, LocalNetwork> networks(int width) {
        LocalNetwork own = LocalNetwork.of("time.synthesizer", ofState().body(), synthesizer.optimizer())
                .with("state", width);
        return auxiliary == 0 ? Map.of("", own) : Map.of("", own, SyntheticFuture.AUXILIARY, own);
    }

    @Override
    public SyntheticFuture newCredit(int width, int rows, long seed, Kernels kernels) {
        return new SyntheticFuture(this, width, rows, seed, kernels);
    }

    /** Returns the synthesizer with what it sees a state through. */
    SynthesizerSettings ofState() {
        return synthesizer.behind(new Tanh());
    }
}
