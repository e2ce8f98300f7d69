package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.pipeline.Action.Kind;

/**
 * What a stage does for one mini-batch: who works when, as data. A pure function of the plan, made of the facts that the rules state;
 * printed and compared in tests.
 *
 * @param stage the stage
 * @param sends whether the stage above trains on the batch, too, and gets the output
 * @param above where the gradient of the output comes from; nothing on the last stage, which has the loss
 * @param below what the stage below wants to hear
 * @param updates whether the stage updates its weights now
 * @param correction whether the true gradient travels the chain, too: from the last stage now, to the others later
 * @param compares whether a correction compares the true gradient with one of the credit, which is asked for that alone if need be
 * @param distance of interlocked stages; 0 for others
 */
record Schedule(
        StageRange stage,
        boolean sends,
        Exchange above,
        Reply below,
        boolean updates,
        boolean correction,
        boolean compares,
        int distance) {

    /** Creates one of a stage that is not interlocked with others. */
    Schedule(StageRange stage, Exchange above, Reply below, boolean updates, boolean correction) {
        this(stage, !stage.last(), above, below, updates, correction, correction && above.asks(), 0);
    }

    /** Returns what a stage does for a mini-batch of a run. */
    static Schedule of(RunPlan plan, StageRange stage, long batchId) {
        RunSettings settings = plan.settings();
        Learning learning = settings.learning();
        Clocks clocks = plan.clocks();
        boolean correction = clocks.corrects(batchId);
        boolean chosen = learning.updates(settings.seed(), stage.from(), batchId);
        Exchange above = Exchange.NOTHING;
        boolean compares = false;
        if (!stage.last()) {
            boolean taught = !correction && learning.updates(settings.seed(), stage.to(), batchId);
            above = effective(clocks.exchange(stage, batchId), taught);
            compares = correction && learning.rule(stage.stage()).states(Exchange::asks);
        }
        Exchange below = stage.stage() == 0
                ? Exchange.NOTHING
                : effective(clocks.exchange(plan.stages().get(stage.stage() - 1), batchId), chosen && !correction);
        boolean later = correction && settings.corrections().apply() && !stage.last();
        boolean learns = stage.last() || above.asks() || above.waits() || plan.learnsFromTimeAlone(stage, batchId);
        boolean updates = chosen && !later && learns;
        int distance = stage.stages() > 1 ? learning.rule(0).distance() : 0;
        return new Schedule(
                stage,
                clocks.sends(stage, batchId),
                above,
                below.reply(),
                updates,
                correction && stage.stages() > 1,
                compares,
                distance);
    }

    /** A credit is not taught if nobody replies, or if a correction teaches it. */
    private static Exchange effective(Exchange exchange, boolean taught) {
        return taught ? exchange : exchange.untaught();
    }

    /** Returns the actions in order. */
    List<Action> actions(MicroBatchOrder order, int microBatches) {
        if (distance > 0) {
            return interlocked();
        }
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
        if (stage.last()) {
            actions.add(new Action(Kind.LOSS, m));
        } else if (sends) {
            actions.add(new Action(Kind.SEND, m));
        }
    }

    private void backward(List<Action> actions, int m) {
        boolean asks = compares || (above.asks() && (updates || correction || wantsGradient()));
        boolean keeps = awaitsCorrection() || (above.taught() && !above.waits());
        if (asks) {
            actions.add(new Action(Kind.ASSIGN, m));
        }
        if (keeps && asks) {
            actions.add(new Action(Kind.REMEMBER, m)); // what the credit said, not what the stage makes of that
        }
        if (above.waiting() == Wait.BEFORE) {
            actions.add(new Action(Kind.AWAIT, m));
        }
        if (keeps && !asks) {
            actions.add(new Action(Kind.REMEMBER, m));
        }
        if (!isLate()) {
            propagate(actions, m);
        }
        if (above.waiting() == Wait.AFTER) {
            actions.add(new Action(Kind.AWAIT, m));
            if (updates) {
                actions.add(new Action(Kind.BACKWARD_TO_PARAMETERS, m));
            }
        }
    }

    /**
     * The actions of interlocked stages. The loss of stage m crosses {@code distance} boundaries, to the one stage that learns
     * from it; the true loss as many at most, to each on its way. A message's index counts the boundaries crossed before.
     */
    private List<Action> interlocked() {
        List<Action> actions = new ArrayList<>();
        forward(actions, 0);
        if (!stage.last() && stage.stage() >= distance) {
            actions.add(new Action(Kind.ASSIGN, 0));
            actions.add(new Action(Kind.BACKWARD_TO_INPUT, 0));
            actions.add(new Action(Kind.RETURN, 0));
        }
        int farthest = Math.min(distance, stage.hopsFromTop());
        for (int crossed = 0; crossed < farthest; crossed++) {
            boolean fromTop = crossed + 1 == stage.hopsFromTop();
            if (!fromTop && stage.stage() + crossed + 1 < distance) {
                continue; // nobody learns from the loss of that stage
            }
            boolean own = crossed + 1 == farthest;
            actions.add(new Action(Kind.AWAIT, crossed));
            if (own && awaitsCorrection()) {
                actions.add(new Action(Kind.REMEMBER, 0));
            }
            passOn(actions, crossed + 1, own);
        }
        if (stage.last()) {
            passOn(actions, 0, true);
            if (correction) {
                actions.add(new Action(Kind.CONFIRM, 0));
            }
        }
        if (updates) {
            actions.add(new Action(Kind.UPDATE, 0));
        }
        return actions;
    }

    private void passOn(List<Action> actions, int crossed, boolean own) {
        boolean further = stage.stage() > 0 && crossed < distance;
        if (own && updates) {
            actions.add(new Action(further ? Kind.BACKWARD : Kind.BACKWARD_TO_PARAMETERS, 0));
        } else if (further) {
            actions.add(new Action(Kind.BACKWARD_TO_INPUT, 0));
        }
        if (further) {
            actions.add(new Action(Kind.RETURN, crossed));
        }
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

    /** Returns whether the gradient comes, and the stage updates, some batches later. */
    boolean isLate() {
        return above.waiting() == Wait.LATER;
    }

    private boolean wantsGradient() {
        return below == Reply.GRADIENT || below == Reply.FEEDBACK;
    }
}
