package org.sparksg.nn;

import java.util.List;
import org.sparksg.tensor.Tensor;

/** One batch in flight through a {@link Chain}: the passes of its layers, one after the other. */
public final class ChainPass implements Pass {
    private final Chain chain;
    private final Pass[] passes;
    private final int lowest; // the first pass with parameters, or -1
    private final int columns;
    private final int outputColumns;
    private int rows; // of the batch between forward and backward, 0 if there is none

    ChainPass(Chain chain, List<Pass> passes, int lowest) {
        this.chain = chain;
        this.passes = passes.toArray(Pass[]::new);
        this.lowest = lowest;
        this.columns = chain.input().size();
        this.outputColumns = chain.output().size();
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        checkInput(x);
        Tensor value = x;
        for (Pass pass : passes) {
            value = pass.train(variables, value, stream);
        }
        rows = x.rows();
        return value;
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        checkInput(x);
        rows = 0;
        Tensor value = x;
        for (Pass pass : passes) {
            value = pass.infer(variables, value);
        }
        return value;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        Tensor value = descend(variables, gradient, dy, 0);
        gradient.written();
        return value;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        if (lowest >= 0) {
            Tensor value = descend(variables, gradient, dy, lowest + 1);
            passes[lowest].backwardToParameters(variables, gradient, value);
        }
        gradient.written();
    }

    /**
     * Runs backward, but takes the gradient by the input through other weights of the first layer: feedback alignment.
     *
     * @param feedback of {@link Chain#newFeedback}
     */
    public Tensor backward(Variables variables, Variables feedback, Gradient gradient, Tensor dy) {
        Tensor value = passes[0].backward(feedback, gradient, descend(variables, gradient, dy, 1));
        gradient.written();
        return value;
    }

    @Override
    public Tensor backwardToInput(Variables variables, Gradient scratch, Tensor dy) {
        checkGradient(dy);
        Tensor value = dy;
        for (int i = passes.length - 1; i >= 0; i--) {
            value = passes[i].backwardToInput(variables, scratch, value);
        }
        return value;
    }

    private Tensor descend(Variables variables, Gradient gradient, Tensor dy, int last) {
        checkGradient(dy);
        Tensor value = dy;
        for (int i = passes.length - 1; i >= last; i--) {
            value = passes[i].backward(variables, gradient, value);
        }
        return value;
    }

    private void checkInput(Tensor x) {
        if (x.rows() > chain.maxBatch() || x.columns() != columns) {
            throw new IllegalArgumentException("x of shape " + x.shape() + " for layers " + describe()
                    + ": must be at most " + chain.maxBatch() + " rows of shape " + chain.input());
        }
    }

    private void checkGradient(Tensor dy) {
        if (rows == 0) {
            throw new IllegalStateException(
                    "backward through layers " + describe() + " without a batch: call train before backward");
        }
        if (dy.rows() != rows || dy.columns() != outputColumns) {
            throw new IllegalArgumentException("gradient of shape " + dy.shape() + " for layers " + describe()
                    + ": must be as the output, " + rows + " rows of shape " + chain.output());
        }
    }

    private String describe() {
        return chain.network().name(chain.from()) + " to " + chain.network().name(chain.to() - 1);
    }
}
