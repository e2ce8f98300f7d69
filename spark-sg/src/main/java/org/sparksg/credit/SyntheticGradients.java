package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.nn.Layer;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;

/**
 * A synthesizer at the boundary: decoupled neural interfaces (Jaderberg et al. 2017, section 2.1).
 *
 * @param synthesizer its shape, and how it learns
 * @param warmUp the first batches, which use the gradients from above while the synthesizer learns from them
 * @param lambda the share of the gradient from above in the gradient that a stage uses: 0 is pure synthetic gradients, above 0
 *     stages wait, 1 is backpropagation (BP(λ), Jaderberg et al. 2017, supplement A)
 * @param learnEvery the synthesizer learns from every n-th batch, and from every correction
 * @param scale what synthetic gradients are multiplied with before they are used (Jaderberg et al. 2017, supplement, on
 *     recurrent networks); the synthesizer learns unscaled ones
 * @param alpha the share of the gradient of the synthesizer's own loss by the activation that is added to the synthetic
 *     gradient: SG+prop (Czarnecki et al. 2017, table 1). Above 0 a stage waits for the next one, but not for the stages above
 *     that
 * @param gate the largest error of the synthesizer, relative to the norm of the gradient it last learned from, with which the
 *     stage below still updates (Czarnecki et al. 2017, proposition 2 and the proof of corollary 1, which has 1/3); 0: it always
 *     does
 */
public record SyntheticGradients(
        SynthesizerSettings synthesizer,
        long warmUp,
        double lambda,
        int learnEvery,
        double scale,
        double alpha,
        double gate)
        implements Rule {
    /** Checks the numbers. */
    public SyntheticGradients {
        Require.present("synthesizer", synthesizer);
        Require.that(warmUp >= 0, "warm-up", warmUp, ">= 0");
        Require.that(lambda >= 0 && lambda <= 1, "lambda", lambda, "between 0 and 1");
        Require.atLeastOne("learn-every", learnEvery);
        Require.positive("scale", scale);
        Require.notNegative("alpha", alpha);
        Require.notNegative("gate", gate);
        Require.that(
                alpha == 0 || lambda == 0,
                "alpha",
                alpha,
                "0 with lambda = " + lambda,
                "a mix with the gradient from above has no use for the synthesizer's error");
        Require.that(
                gate == 0 || lambda == 0,
                "gate",
                gate,
                "0 with lambda = " + lambda,
                "a mix with the gradient from above does not stand or fall with the synthesizer");
    }

    /** Creates the rule without what later papers add. */
    public SyntheticGradients(SynthesizerSettings synthesizer, long warmUp, double lambda, int learnEvery) {
        this(synthesizer, warmUp, lambda, learnEvery, 1, 0, 0);
    }

    /** Creates the rule of the paper: pure synthetic gradients from the first batch on. */
    public static SyntheticGradients of(SynthesizerSettings synthesizer) {
        return new SyntheticGradients(synthesizer, 0, 0, 1);
    }

    @Override
    public String label() {
        return "synthetic gradients";
    }

    @Override
    public Exchange exchange(long batchId) {
        boolean taught = (batchId + 1) % learnEvery == 0;
        return batchId < warmUp ? inWarmUp(taught) : afterWarmUp(taught);
    }

    private static Exchange inWarmUp(boolean taught) {
        return new Exchange(Reply.GRADIENT, false, Wait.BEFORE, taught);
    }

    private Exchange afterWarmUp(boolean taught) {
        if (lambda > 0) {
            return new Exchange(Reply.GRADIENT, true, Wait.BEFORE, taught);
        } else if (alpha > 0) {
            return new Exchange(Reply.GRADIENT, true, Wait.AFTER, taught);
        }
        return taught ? Exchange.TAUGHT : Exchange.OWN;
    }

    @Override
    public List<Exchange> exchanges() {
        List<Exchange> all = new ArrayList<>();
        for (boolean taught : learnEvery == 1 ? List.of(true) : List.of(true, false)) {
            all.add(afterWarmUp(taught));
            if (warmUp > 0) {
                all.add(inWarmUp(taught));
            }
        }
        return all;
    }

    @Override
    public void check(Place place) {
        Body.fits(
                "learning.synthesizer.layers",
                () -> synthesizer.network(place.activation(), place.target(), place.classes()));
    }

    @Override
    public void checkBatch(int rows) {
        synthesizer.checkBatch("synthesizer", rows);
    }

    @Override
    public Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        return new Synthesizer(this, place.activation(), place.target(), place.classes(), rows, seed, kernels);
    }

    @Override
    public Map<String, LocalNetwork> networks() {
        return Map.of("", synthesizer.network());
    }

    @Override
    public List<Layer> layers() {
        return synthesizer.body().list();
    }

    @Override
    public double flops(Place place) {
        return synthesizer.assignFlops(place) + synthesizer.learnFlops(place) / learnEvery;
    }
}
