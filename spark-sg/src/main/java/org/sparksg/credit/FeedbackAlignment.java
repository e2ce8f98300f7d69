package org.sparksg.credit;

import org.sparksg.nn.Dense;
import org.sparksg.settings.BadSetting;

/**
 * Feedback alignment: the gradient passes the layer above the boundary through a fixed random matrix in place of its weights,
 * {@code (∂L/∂g) Aᵀ} with {@code g = h W} (Lillicrap et al. 2016; Czarnecki et al. 2017, table 1). {@code A} is drawn as the
 * weights are, from another stream of randomness. Other layers of a stage propagate with their weights: with one dense layer
 * to a stage it is feedback alignment throughout.
 */
public record FeedbackAlignment() implements Rule {
    @Override
    public String label() {
        return "feedback alignment";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.waitingFor(Exchange.Reply.FEEDBACK);
    }

    @Override
    public void check(Place place) {
        if (!(place.network().layers().get(place.layer()) instanceof Dense)) {
            throw new BadSetting(
                    "stages",
                    null,
                    "with feedback alignment the layer above a boundary must be dense, not "
                            + place.network().name(place.layer()) + ", since a fixed matrix replaces its weights",
                    "cut the network before a dense layer");
        }
    }
}
