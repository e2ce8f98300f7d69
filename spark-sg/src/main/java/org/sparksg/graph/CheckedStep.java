package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** A step that looks at its operands and results: whoever made the first number that is none is named. */
final class CheckedStep implements Step {
    private final Node node;
    private final Step step;
    private final List<Tensor> in;
    private final List<Tensor> out;

    CheckedStep(Node node, Step step, List<Tensor> in, List<Tensor> out) {
        this.node = node;
        this.step = step;
        this.in = in;
        this.out = out;
    }

    @Override
    public void run() {
        boolean sound = in.stream().allMatch(CheckedStep::isFinite);
        step.run();
        if (sound && !out.stream().allMatch(CheckedStep::isFinite)) {
            throw new ArithmeticException(node + ": a result is not finite, and all operands are");
        }
    }

    private static boolean isFinite(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.get(i))) {
                return false;
            }
        }
        return true;
    }
}
