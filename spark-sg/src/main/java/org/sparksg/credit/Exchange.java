package org.sparksg.credit;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * What the two stages at a boundary tell each other about one mini-batch, beside the activation: four facts that a {@link Rule}
 * states, and from which the pipeline makes its schedule.
 *
 * @param reply what the stage above sends
 * @param asks whether the boundary's own {@link Credit} is asked for a gradient
 * @param waiting when the stage below uses the reply
 * @param taught whether the credit learns from the reply
 */
public record Exchange(Reply reply, boolean asks, Wait waiting, boolean taught) implements Serializable {

    /** What the stage above sends. */
    public enum Reply {
        /** Nothing. */
        NOTHING,
        /** The gradient of the boundary's activation. */
        GRADIENT,
        /** The gradient of the boundary's activation through fixed weights in place of those of the layer above the boundary. */
        FEEDBACK,
        /** The gradient of the network's output, which a credit turns into one of the boundary's activation. */
        ERROR,
        /** The gradients of the losses of several stages, one by one, of which the credit's own is one. */
        LOSSES
    }

    /** When the stage below uses the reply for its weights. */
    public enum Wait {
        /** It does not: the reply, if there is one, only teaches the credit. */
        NEVER,
        /** Before its backward pass. */
        BEFORE,
        /** After a backward pass with the credit's gradient: what the credit makes of the reply is added. */
        AFTER,
        /** When the batch is as old as the rule says: the stage goes on meanwhile. */
        LATER
    }

    /** Nothing is said, and the stage below does not learn. */
    public static final Exchange NOTHING = new Exchange(Reply.NOTHING, false, Wait.NEVER, false);

    /** The stage below uses the credit's gradient at once. */
    public static final Exchange OWN = new Exchange(Reply.NOTHING, true, Wait.NEVER, false);

    /** The stage below uses the credit's gradient at once, and the credit learns from the one that comes back. */
    public static final Exchange TAUGHT = new Exchange(Reply.GRADIENT, true, Wait.NEVER, true);

    /** Checks that the facts go together. */
    public Exchange {
        Require.present("reply", reply);
        Require.present("waiting", waiting);
        boolean gradient = reply == Reply.GRADIENT || reply == Reply.FEEDBACK;
        Require.that(
                !taught || gradient,
                "taught",
                taught,
                "false with reply = " + reply + ": a credit learns from gradients");
        switch (waiting) {
            case NEVER -> {
                Require.that(
                        taught || reply == Reply.NOTHING,
                        "reply",
                        reply,
                        "NOTHING: nobody waits for it or learns from it");
                Require.that(asks || !taught, "taught", taught, "false: nobody uses what the credit would learn");
            }
            case BEFORE ->
                Require.that(reply != Reply.NOTHING, "waiting", waiting, "NEVER: there is nothing to wait for");
            case AFTER ->
                Require.that(
                        asks && gradient,
                        "waiting",
                        waiting,
                        "NEVER or BEFORE without a gradient of the credit first, and one from above to follow");
            case LATER ->
                Require.that(
                        reply == Reply.GRADIENT && !asks && !taught,
                        "waiting",
                        waiting,
                        "NEVER or BEFORE: only a gradient that nobody changes or learns from can be late");
        }
        Require.that(
                reply != Reply.LOSSES || (asks && waiting == Wait.BEFORE),
                "reply",
                reply,
                "another one, or with a loss of the credit (asks = true) and waiting = BEFORE");
    }

    /** Returns one where the stage below waits for a reply, and the credit has no gradient of its own. */
    public static Exchange waitingFor(Reply reply) {
        return new Exchange(reply, false, Wait.BEFORE, false);
    }

    /** Returns whether the stage below updates only after the reply has come. */
    public boolean waits() {
        return waiting == Wait.BEFORE || waiting == Wait.AFTER;
    }

    /** Returns whether the stage below gets a gradient of its output from somewhere, now or later. */
    public boolean hasGradient() {
        return asks || waiting != Wait.NEVER;
    }

    /** Returns whether the credit makes one gradient of its own and the reply. */
    public boolean mixes() {
        return asks && waits() && reply != Reply.LOSSES;
    }

    /** Returns what remains of it when the credit does not learn: a reply that would only teach it is not sent. */
    public Exchange untaught() {
        return taught ? new Exchange(waiting == Wait.NEVER ? Reply.NOTHING : reply, asks, waiting, false) : this;
    }

    /** Returns what remains of it when no reply comes: the stage below uses the credit's gradient at once, if that has one. */
    public Exchange unanswered() {
        return new Exchange(Reply.NOTHING, asks, Wait.NEVER, false);
    }
}
