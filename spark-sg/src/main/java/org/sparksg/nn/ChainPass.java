package org.sparksg.nn;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.graph.Arena;
import org.sparksg.graph.Frame;
import org.sparksg.graph.Value;
import org.sparksg.graph.Way;
import org.sparksg.tensor.Tensor;

/**
 * One batch on its way through a {@link Chain}: the memory that holds it between forward and backward. Several passes may be in
 * flight with the same variables. Belongs to one thread.
 *
 * <p><b>Ownership.</b> A pass copies what it is given, and never writes to it. What it returns is its own: a result of {@code train}
 * or {@code infer} stays valid until the next {@code train} or {@code infer}, a gradient by the input until the pass goes back
 * again. Going back does not consume the batch: it may be done again, with another gradient or other weights.
 *
 * <p>A batch may have fewer rows than the chain was built for; the results then have as few.
 */
public final class ChainPass {
    private final Chain chain;
    private final Operands operands;
    private final Tensor input;
    private final Arena kept;
    private final PerRows<Bound> training = new PerRows<>(this::bindTraining);
    private final PerRows<Bound> inference = new PerRows<>(this::bindInference);
    private final PerRows<Tensor> inputs;
    private final ChainPass source; // whose batch it goes back through: possibly its own
    private Bound batch; // between forward and backward; null if there is none

    /** A frame for a number of rows. */
    private record Bound(
            ChainLayout layout, Frame frame, Tensor x, Tensor dy, Tensor y, Map<Wanted, Tensor> inputGradients) {}

    ChainPass(Chain chain, Operands operands) {
        this.chain = chain;
        this.operands = operands;
        this.input = chain.kernels().zeros(chain.input().batch(chain.maxBatch()));
        this.inputs = new PerRows<>(rows -> input.view(0, input.shape().withRows(rows)));
        this.kept = new Arena(chain.kernels());
        this.source = this;
        if (operands.gradient() != null) {
            training.get(chain.maxBatch()); // what does not fit shows at once
        }
    }

    private ChainPass(ChainPass source, Operands operands) {
        this.chain = source.chain;
        this.operands = operands;
        this.input = source.input;
        this.inputs = source.inputs;
        this.kept = source.kept;
        this.source = source;
        training.get(chain.maxBatch());
    }

    /**
     * Returns another way back through the batches of this pass: with other weights, into another gradient. It has no memory of its
     * own, and does not go forward.
     */
    public ChainPass backWith(Operands other) {
        return new ChainPass(this, other);
    }

    private Bound bindTraining(int rows) {
        return bind(chain.training(rows), rows);
    }

    private Bound bindInference(int rows) {
        return bind(chain.inference(rows), rows);
    }

    private Bound bind(Chain.Compiled compiled, int rows) {
        ChainLayout layout = compiled.layout();
        Map<Value, Tensor> outside = new HashMap<>();
        Map<Value, Tensor> back = new HashMap<>();
        Map<Value, Tensor> gradients = new HashMap<>();
        outside.put(layout.body().input(), inputs.get(rows));
        put(layout.body().parameters(), operands.variables().parameters(), outside);
        put(layout.body().statistics(), operands.variables().statistics(), outside);
        Tensor dy = null;
        if (!layout.ways().isEmpty()) {
            dy = chain.seed().view(0, chain.seed().shape().withRows(rows));
            outside.put(layout.seed(), dy);
            put(layout.body().parameters(), operands.back().parameters(), back);
            put(layout.body().parameters(), operands.gradient().vector(), gradients);
        }
        if (layout.feedback() != null) {
            outside.put(layout.feedback(), operands.feedback().parameters().get(0));
        }
        Frame frame = compiled.program().frame(outside, back, gradients, kept);
        Map<Wanted, Tensor> inputGradients = new EnumMap<>(Wanted.class);
        layout.ways().forEach((wanted, way) -> {
            if (wanted != Wanted.PARAMETERS) {
                inputGradients.put(wanted, frame.gradient(way, layout.body().input()));
            }
        });
        Tensor y = frame.result(layout.body().output());
        return new Bound(layout, frame, inputs.get(rows), dy, y, inputGradients);
    }

    private static void put(List<Value> values, ParameterVector vector, Map<Value, Tensor> to) {
        for (int i = 0; i < values.size(); i++) {
            to.put(values.get(i), vector.get(i));
        }
    }

    /** Returns where the input of a batch may be written to, so that nobody has to copy it. */
    public Tensor input(int rows) {
        return inputs.get(rows);
    }

    /**
     * Runs forward as in training: with the statistics of this batch, with dropout.
     *
     * @param stream the randomness of this batch; what layers draw depends on it and on their index in the network
     * @return the output, one example a row
     */
    public Tensor train(Tensor x, long stream) {
        checkInput(x);
        Bound bound = training.get(x.rows());
        take(x, bound.x());
        bound.frame().forward(stream);
        batch = bound;
        return bound.y();
    }

    /** Runs forward as in use: with the running statistics, without dropout. Forgets the batch of {@link #train}. */
    public Tensor infer(Tensor x) {
        checkInput(x);
        batch = null;
        Bound bound = inference.get(x.rows());
        take(x, bound.x());
        bound.frame().forward(0);
        return bound.y();
    }

    /**
     * Runs backward through the batch of the last {@link #train}. Gradients of parameters are added to those that {@link Gradient}
     * has, or overwrite them, as it says.
     *
     * @param dy the gradient of each example's own loss by the output, not divided by the batch size
     * @return the gradient by the input, in the same units
     */
    public Tensor backward(Tensor dy) {
        return back(Wanted.BOTH, dy);
    }

    /** Runs backward, but takes the gradient by the input through the feedback weights of the first layer. */
    public Tensor backwardAligned(Tensor dy) {
        return back(Wanted.ALIGNED, dy);
    }

    /** Runs backward for the gradient by the input only. */
    public Tensor backwardToInput(Tensor dy) {
        return back(Wanted.INPUT, dy);
    }

    /** Runs backward for the gradients of the parameters only. */
    public void backwardToParameters(Tensor dy) {
        run(Wanted.PARAMETERS, dy);
    }

    private Tensor back(Wanted wanted, Tensor dy) {
        return run(wanted, dy).inputGradients().get(wanted);
    }

    private Bound run(Wanted wanted, Tensor dy) {
        Bound bound = batch(dy);
        Way way = bound.layout().ways().get(wanted);
        if (way == null) {
            throw new IllegalStateException("layers " + describe() + " go back for "
                    + chain.differentiation().wanted() + ", not for " + wanted);
        }
        take(dy, bound.dy());
        Gradient gradient = operands.gradient();
        bound.frame().backward(way, gradient.accumulating());
        if (wanted != Wanted.INPUT) {
            gradient.written();
        }
        return bound;
    }

    private void take(Tensor from, Tensor to) {
        if (from.storage() != to.storage()) {
            chain.kernels().copy(from, to);
        }
    }

    private void checkInput(Tensor x) {
        if (x.rows() > chain.maxBatch() || x.columns() != input.columns()) {
            throw new IllegalArgumentException("x of shape " + x.shape() + " for layers " + describe()
                    + ": must be at most " + chain.maxBatch() + " rows of shape " + chain.input());
        }
    }

    /** Returns the batch that this is a gradient for. */
    private Bound batch(Tensor dy) {
        Bound gone = source.batch;
        if (gone == null) {
            throw new IllegalStateException(
                    "backward through layers " + describe() + " without a batch: call train before backward");
        }
        if (dy.rows() != gone.y().rows() || dy.columns() != gone.y().columns()) {
            throw new IllegalArgumentException("gradient of shape " + dy.shape() + " for layers " + describe()
                    + ": must be as the output, " + gone.y().rows() + " rows of shape " + chain.output());
        }
        if (source == this) {
            return gone;
        }
        Bound here = training.get(gone.y().rows());
        here.frame().follow(gone.frame());
        return here;
    }

    private String describe() {
        return chain.network().name(chain.from()) + " to " + chain.network().name(chain.to() - 1);
    }
}
