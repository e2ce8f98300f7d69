package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.pipeline.Action.Kind;

/**
 * What a stage does for one mini-batch: who works when, as data. A pure function of the plan; printed and compared in tests.
 *
 * @param stage the stage
 * @param above where the gradient of the output comes from; null on the last stage, which has the loss
 * @param below what the stage below wants to hear
 * @param updates whether the stage updates its weights now
 * @param correction whether the true gradient travels the chain, too: from the last stage now, to the others later
 */
public record Turn(StageRange stage, Exchange above, Reply below, boolean updates, boolean correction) {

    /** Returns what a stage does for a mini-batch of a run. */
    static Turn of(RunSettings settings, StageRange stage, long batchId) {
        Learning learning = settings.learning();
        boolean correction = settings.corrections().at(batchId);
        boolean chosen = learning.updates(settings.seed(), stage.from(), batchId);
        Exchange above = null;
        if (!stage.last()) {
            boolean taught = !correction && learning.updates(settings.seed(), stage.to(), batchId);
            above = effective(learning.rule(stage.stage()).exchange(batchId), taught);
        }
        Exchange below = stage.stage() == 0
                ? Exchange.NOTHING
                : effective(learning.rule(stage.stage() - 1).exchange(batchId), chosen && !correction);
        boolean later = correction && settings.corrections().apply() && !stage.last();
        boolean updates = chosen && !later && above != Exchange.NOTHING;
        return new Turn(stage, above, below.reply(), updates, correction && stage.stages() > 1);
    }

    /** A credit is not taught if nobody replies, or if a correction teaches it. */
    private static Exchange effective(Exchange exchange, boolean taught) {
        return exchange == Exchange.TAUGHT && !taught ? Exchange.OWN : exchange;
    }

    /** Returns the actions in order. */
    List<Action> actions(Order order, int microBatches) {
        int ahead = order.ahead(stage, microBatches);
        List<Action> actions = new ArrayList<>();
        for (int m = 0; m < ahead; m++) {
            forward(actions, m);
        }
        for (int m = 0; m < microBatches; m++) {
            backward(actions, m);
            if (m + ahead < microBatches) {
                forward(actions, m + ahead);
            }
        }
        if (updates) {
            actions.add(new Action(Kind.UPDATE, 0));
        }
        return actions;
    }

    private void forward(List<Action> actions, int m) {
        actions.add(new Action(Kind.FORWARD, m));
        actions.add(new Action(stage.last() ? Kind.LOSS : Kind.SEND, m));
    }

    private void backward(List<Action> actions, int m) {
        boolean keeps = awaitsCorrection() || above == Exchange.TAUGHT;
        if (asks()) {
            actions.add(new Action(Kind.ASSIGN, m));
        }
        if (keeps && asks()) {
            actions.add(new Action(Kind.REMEMBER, m)); // what the credit said, not what the stage makes of that
        }
        if (above != null && above.waits() && above != Exchange.AMENDED) {
            actions.add(new Action(Kind.AWAIT, m));
        }
        if (keeps && !asks()) {
            actions.add(new Action(Kind.REMEMBER, m));
        }
        propagate(actions, m);
        if (above == Exchange.AMENDED) {
            actions.add(new Action(Kind.AWAIT, m));
            if (updates) {
                actions.add(new Action(Kind.BACKWARD_TO_PARAMETERS, m));
            }
        }
    }

    /** Returns whether the boundary's own credit has a say. */
    private boolean asks() {
        if (above == null) {
            return false;
        }
        return switch (above) {
            case OWN, TAUGHT -> updates || correction || wantsGradient();
            case WARM_UP -> correction;
            case MIXED, AMENDED -> true;
            case NOTHING, GRADIENT, FEEDBACK, ERROR -> false;
        };
    }

    private void propagate(List<Action> actions, int m) {
        boolean confirms = correction && stage.last();
        if (below == Reply.ERROR) {
            actions.add(new Action(Kind.RETURN, m)); // first: nobody below depends on this stage's backward pass
        }
        if (confirms && below == Reply.FEEDBACK) {
            actions.add(new Action(Kind.BACKWARD_TO_INPUT, m));
            actions.add(new Action(Kind.CONFIRM, m));
            confirms = false;
        }
        if (wantsGradient() || confirms) {
            boolean parameters = updates || below == Reply.FEEDBACK;
            actions.add(new Action(parameters ? Kind.BACKWARD : Kind.BACKWARD_TO_INPUT, m));
        } else if (updates) {
            actions.add(new Action(Kind.BACKWARD_TO_PARAMETERS, m));
        }
        if (wantsGradient()) {
            actions.add(new Action(Kind.RETURN, m));
        }
        if (confirms) {
            actions.add(new Action(Kind.CONFIRM, m));
        }
    }

    /** Returns whether the true gradient will come after the batch is done. */
    boolean awaitsCorrection() {
        return correction && !stage.last();
    }

    private boolean wantsGradient() {
        return below == Reply.GRADIENT || below == Reply.FEEDBACK;
    }
}
