package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.nn.ParameterVector;
import org.sparksg.optim.Learner;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Tensor;

/**
 * The part of a rule that computes, at one boundary, for the stage below it. All gradients are per example: of each example's
 * own loss, not divided by the batch size. Belongs to the thread of its stage.
 *
 * <p>What a call needs comes with it: a credit remembers nothing from one call to the next but what it has learned.
 *
 * <p><b>Ownership.</b> Tensors that are handed in belong to the stage or to a message: a credit reads them during the call, keeps
 * none, and writes to none. A tensor that it returns is one of these, or one of its own, allocated when it was made; the stage only
 * reads it. What {@link #assign} returns is valid until the next call of any kind, what {@link #receive} and {@link #mix} return
 * until the next one but {@link #learn}: the credit may learn from a reply before the stage has used what was made of it.
 *
 * <p><b>Shapes.</b> Of {@code n} examples, at most as many as the credit was made for, and fewer in a last batch: activation and
 * gradients {@code [n, ...]} as at the boundary, target and the gradient of the network's output {@code [n, outputs]}.
 */
public interface Credit {

    /** That of a boundary whose stage uses the reply as it is, and of no boundary: it has no gradient and learns nothing. */
    Credit NONE = new Credit() {};

    /** What a small network beside a stage has learned: what a checkpoint must hold. */
    record Learned(List<ParameterVector> vectors, Updater updater) {
        static Learned of(Learner model) {
            return new Learned(
                    List.of(model.variables().parameters(), model.variables().statistics()), model.updater());
        }
    }

    /**
     * Returns the gradient of the boundary's activation, without waiting for anybody. Called where the exchange of the batch {@code
     * asks}, and where it is compared with the true gradient.
     *
     * @param activation the output of the stage below
     * @param target the targets of the same examples
     */
    default Tensor assign(Tensor activation, Tensor target) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no gradient before the reply");
    }

    /**
     * Returns the gradient to use, once the reply that the stage waited for is there. The exchange of the batch did not ask.
     *
     * @param reply what the stage above sent, as the exchange says
     */
    default Tensor receive(Tensor activation, Tensor target, Tensor reply) {
        return reply;
    }

    /**
     * Returns what becomes of the credit's own gradient when the reply is there: the gradient to use with {@link
     * Exchange.Wait#BEFORE}; what to add to the own one, which is in use already, with {@link Exchange.Wait#AFTER}.
     *
     * @param own what {@link #assign} returned for the batch
     */
    default Tensor mix(Tensor activation, Tensor target, Tensor own, Tensor reply) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " makes nothing of two gradients");
    }

    /**
     * Learns from the gradient that came back from above. Called where the exchange of the batch says {@code taught}, and with every
     * correction.
     *
     * @param gradient the gradient at the boundary
     */
    default void learn(Tensor activation, Tensor target, Tensor gradient) {}

    /** Returns the loss of the last {@link #learn}, before its step, as a mean over examples; NaN if that has none, or before. For reports. */
    default double loss() {
        return Double.NaN;
    }

    /** Returns whether the stage may update its weights with what {@link #assign} says. */
    default boolean isTrusted() {
        return true;
    }

    /**
     * Returns what a checkpoint must hold; nothing if everything follows from the seed. The main part has the name "", others
     * names like "/similarity": those of {@link Rule#networks}.
     */
    default Map<String, Learned> learned() {
        return Map.of();
    }
}
