package org.sparksg.pipeline;

import static org.sparksg.pipeline.Action.Kind.ASSIGN;
import static org.sparksg.pipeline.Action.Kind.AWAIT;
import static org.sparksg.pipeline.Action.Kind.BACKWARD;
import static org.sparksg.pipeline.Action.Kind.FORWARD;
import static org.sparksg.pipeline.Action.Kind.LOSS;
import static org.sparksg.pipeline.Action.Kind.RETURN;
import static org.sparksg.pipeline.Action.Kind.SEND;
import static org.sparksg.pipeline.Action.Kind.UPDATE;

import java.util.ArrayList;
import java.util.List;

/**
 * Who works when: for each stage the actions of one mini-batch, in order. A pure function, printed and compared in tests.
 */
public enum Schedule {
    /**
     * Locked backpropagation in the fill-drain order of GPipe (Huang et al. 2019): all forward passes, then all backward
     * passes, then one update. With one micro-batch it is naive model parallelism.
     *
     * <pre>
     * tick      0    1    2    3    4    5         F forward, B backward, U update; micro-batches 0 and 1
     * stage 0   F0   F1   .    .    B0   B1 U
     * stage 1   .    F0   F1   B0   B1 U .         a dot is a bubble
     * </pre>
     */
    FILL_DRAIN {
        @Override
        public List<Action> actions(boolean last, int microBatches) {
            List<Action> actions = new ArrayList<>();
            for (int m = 0; m < microBatches; m++) {
                actions.add(new Action(FORWARD, m));
                actions.add(new Action(last ? LOSS : SEND, m));
            }
            for (int m = 0; m < microBatches; m++) {
                if (!last) {
                    actions.add(new Action(AWAIT, m));
                }
                actions.add(new Action(BACKWARD, m));
                actions.add(new Action(RETURN, m));
            }
            actions.add(new Action(UPDATE, 0));
            return List.copyOf(actions);
        }
    },

    /**
     * Decoupled: a stage takes the gradient of its output from the boundary's credit and updates at once; what comes back
     * from above later trains the credit (Jaderberg et al. 2017, figure 2).
     *
     * <pre>
     * tick      0     1     2     3     4
     * stage 0   FABU  FABU  FABU  FABU  FABU         A assign; no stage waits for a backward pass
     * stage 1         FLBU  FLBU  FLBU  FLBU         L loss
     * </pre>
     */
    DECOUPLED {
        @Override
        public List<Action> actions(boolean last, int microBatches) {
            List<Action> actions = new ArrayList<>();
            for (int m = 0; m < microBatches; m++) {
                actions.add(new Action(FORWARD, m));
                if (!last) {
                    actions.add(new Action(SEND, m));
                }
                actions.add(new Action(last ? LOSS : ASSIGN, m));
                actions.add(new Action(BACKWARD, m));
                actions.add(new Action(RETURN, m));
            }
            actions.add(new Action(UPDATE, 0));
            return List.copyOf(actions);
        }
    },

    /**
     * Locked like {@link #FILL_DRAIN}, with the credit's gradient at hand before the one from above arrives: what a mix of
     * the two needs (BP(λ), Jaderberg et al. 2017, supplement A), and the warm-up that measures the synthesizer.
     */
    MIXED {
        @Override
        public List<Action> actions(boolean last, int microBatches) {
            List<Action> actions = new ArrayList<>();
            for (Action action : FILL_DRAIN.actions(last, microBatches)) {
                if (action.kind() == AWAIT) {
                    actions.add(new Action(ASSIGN, action.microBatch()));
                }
                actions.add(action);
            }
            return List.copyOf(actions);
        }
    };

    /**
     * Returns what a stage does for one mini-batch.
     *
     * @param last whether it is the last stage, which computes the loss
     * @param microBatches the micro-batches of this mini-batch, at least 1
     */
    public abstract List<Action> actions(boolean last, int microBatches);
}
