package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.nn.Layer;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;

/**
 * The stage below learns from a loss of its own, that of an auxiliary head at the boundary: decoupled greedy learning
 * (Belilovsky et al. 2020), the scheme called local by Gomez et al. 2020. Nothing comes back over the boundary.
 */
public record LocalLoss(AuxiliarySettings head) implements Rule {
    /** Checks the head. */
    public LocalLoss {
        Require.present("head", head);
    }

    @Override
    public String label() {
        return "local loss";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.OWN;
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
