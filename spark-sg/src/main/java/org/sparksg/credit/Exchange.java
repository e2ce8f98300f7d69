package org.sparksg.credit;

/**
 * What the two stages at a boundary tell each other about one mini-batch, beside the activation: where the stage below gets
 * the gradient of its output from, and what the stage above has to send for it.
 */
public enum Exchange {
    /** The stage below does not learn. */
    NOTHING(false, Reply.NOTHING),
    /** It uses a gradient of its own at once. */
    OWN(false, Reply.NOTHING),
    /** It uses a gradient of its own at once, which later learns from the one that comes back. */
    TAUGHT(false, Reply.GRADIENT),
    /** It waits for the gradient. */
    GRADIENT(true, Reply.GRADIENT),
    /** It waits for the gradient, from which one of its own learns for later. */
    WARM_UP(true, Reply.GRADIENT),
    /** It waits for the gradient, which comes through fixed weights in place of those of the layer above the boundary. */
    FEEDBACK(true, Reply.FEEDBACK),
    /** It waits for the gradient of the network's output, and turns that into one of its own. */
    ERROR(true, Reply.ERROR),
    /** It waits for the gradient, and mixes it with one of its own. */
    MIXED(true, Reply.GRADIENT),
    /** It passes a gradient of its own on at once, waits for the one from above, and adds what it makes of that. */
    AMENDED(true, Reply.GRADIENT),
    /** It goes on, and updates with the gradient when that is as old as the rule says. */
    DELAYED(false, Reply.GRADIENT),
    /** It waits for the gradient of the loss some stages ahead, and passes those of the losses between on. */
    INTERLOCKED(true, Reply.INTERLOCKED);

    /** What the stage above sends. */
    public enum Reply {
        /** Nothing. */
        NOTHING,
        /** The gradient of the boundary's activation. */
        GRADIENT,
        /** The gradient of the boundary's activation through fixed weights. */
        FEEDBACK,
        /** The gradient of the network's output. */
        ERROR,
        /** The gradients of the losses of several stages, one by one. */
        INTERLOCKED
    }

    private final boolean waits;
    private final Reply reply;

    Exchange(boolean waits, Reply reply) {
        this.waits = waits;
        this.reply = reply;
    }

    /** Returns whether the stage below updates only after the reply has come. */
    public boolean waits() {
        return waits;
    }

    /** Returns what the stage above sends. */
    public Reply reply() {
        return reply;
    }
}
