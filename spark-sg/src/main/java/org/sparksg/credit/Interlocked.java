package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.nn.Layer;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;

/**
 * Interlocking backpropagation (Gomez et al. 2022, section 3): each stage but the last has an auxiliary head with a loss of its
 * own, which trains the head. The weights of a stage learn from the loss {@code distance} stages ahead, or from the true loss
 * where the network ends before that, through the stages between; never from their own head's. Distance 1 is the paper's
 * pairwise scheme (2-wise), the number of boundaries end-to-end; N-wise has distance N - 1.
 *
 * <p>The head of a stage whose loss nobody learns from is not trained.
 *
 * @param distance the boundaries that a loss crosses to the stage that learns from it
 * @param head the auxiliary head of each stage
 */
public record Interlocked(int distance, AuxiliarySettings head) implements Rule {
    private static final Exchange LOSSES = new Exchange(Exchange.Reply.LOSSES, true, Exchange.Wait.BEFORE, false);

    /** Checks the distance. */
    public Interlocked {
        Require.atLeastOne("distance", distance);
        Require.present("head", head);
    }

    @Override
    public String label() {
        return distance == 1 ? "pairwise interlocking" : (distance + 1) + "-wise interlocking";
    }

    @Override
    public Exchange exchange(long batchId) {
        return LOSSES;
    }

    @Override
    public void check(Place place) {
        Body.fits("learning.auxiliary.layers", () -> head.head(place));
    }

    @Override
    public void checkBatch(int rows) {
        head.checkBatch(rows);
    }

    @Override
    public void checkWeights() {
        head.checkWeights();
    }

    @Override
    public Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        return new AuxiliaryHead(head, place, rows, seed, kernels);
    }

    @Override
    public Map<String, LocalNetwork> networks() {
        return head.networks();
    }

    @Override
    public List<Layer> layers() {
        return head.body().list();
    }

    @Override
    public boolean comparesExamples() {
        return head.similarity() > 0;
    }

    @Override
    public double flops(Place place) {
        return head.flops(place);
    }
}
