package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.nn.ParameterVector;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Tensor;

/**
 * The part of a rule that computes, at one boundary, for the stage below it. All gradients are per example: of each example's
 * own loss, not divided by the batch size. Belongs to the thread of its stage.
 */
public interface Credit {

    /** What a small network beside a stage has learned: what a checkpoint must hold. */
    record Learned(List<ParameterVector> vectors, Updater updater) {}

    /**
     * Returns the gradient of the boundary's activation, without waiting for anybody. The tensor belongs to the credit and is
     * valid until its next call.
     *
     * @param activation the output of the stage below, {@code [n, width]}
     * @param target the targets of the same examples
     */
    default Tensor assign(Tensor activation, Tensor target) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no gradient before the reply");
    }

    /**
     * Returns the gradient to use, or to add to the one of {@link #assign}, once the reply to the batch is there. The tensor
     * is the reply itself, or belongs to the credit and is valid until its next call.
     *
     * @param exchange of the batch: says what the reply is, and whether {@link #assign} was called just before
     * @param learn whether to learn from the reply, too
     */
    default Tensor receive(Exchange exchange, Tensor activation, Tensor target, Tensor reply, boolean learn) {
        return reply;
    }

    /**
     * Learns from the gradient that came back from above.
     *
     * @param gradient the gradient at the boundary, {@code [n, width]}
     * @return the credit's loss before the step, as a mean over examples; NaN if it has none
     */
    default double learn(Tensor activation, Tensor target, Tensor gradient) {
        return Double.NaN;
    }

    /** Returns whether the stage may update its weights with what {@link #assign} says. */
    default boolean isTrusted() {
        return true;
    }

    /**
     * Returns what a checkpoint must hold; nothing if everything follows from the seed. The main part has the name "", others
     * names like "/similarity".
     */
    default Map<String, Learned> learned() {
        return Map.of();
    }
}
