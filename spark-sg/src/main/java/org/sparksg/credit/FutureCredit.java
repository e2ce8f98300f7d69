package org.sparksg.credit;

import java.util.Map;
import org.sparksg.nn.ChainPass;
import org.sparksg.tensor.Tensor;

/**
 * The gradient of the future by what a stage carries on. States and gradients are {@code [n, width]}; gradients are those of each
 * example's own losses, as everywhere. Belongs to the thread of its stage.
 */
public sealed interface FutureCredit permits SyntheticFuture, TracedFuture {
    /** Returns the gradient of all that is still to come by the state after a window; valid until the next call. */
    Tensor assign(Tensor after);

    /** Takes note of a window in which sequences begin: nobody wants to know the gradient by the zeros before it. */
    void begin(ChainPass pass);

    /**
     * Learns from a window that goes on from the one before, when its gradient has gone back: from that by the state at its start, of its
     * losses and of what {@link #assign} said at its end, if the sequences go on there.
     */
    void learn(ChainPass pass);

    /** Returns what a checkpoint must hold, by name. */
    Map<String, Credit.Learned> learned();
}
