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
 *
 * <p>Where layers carry a state from one batch to the next, {@link #before} is where it comes from, zeros at first, and {@link #after} what it
 * has become: whoever has batches that go on with others hands it on. If the chain goes back through time, {@link #seed} takes the
 * gradient of the latter, for the next way back, and {@link #beforeGradient} has that of the former afterwards.
 */
public final class ChainPass {
    private final Chain chain;
    private final Operands operands;
    private final Tensor input;
    private final Arena kept;
    private final PerRows<Bound> training = new PerRows<>(this::bindTraining);
    private final PerRows<Bound> inference = new PerRows<>(this::bindInference);
    private final PerRows<Tensor> inputs;
    private final PerRows<Tensor> states; // before the batch; null without
    private final ChainPass source; // whose batch it goes back through: possibly its own
    private Bound batch; // between forward and backward; null if there is none
    private Bound last; // that went forward
    private Tensor beforeGradient;
    private boolean seeded;

    /** A frame for a number of rows. */
    private record Bound(
            ChainLayout layout,
            Frame frame,
            Tensor x,
            Tensor dy,
            Tensor y,
            Map<Wanted, Tensor> inputGradients,
            Tensor after,
            Tensor afterGradient,
            Map<Wanted, Tensor> beforeGradients) {}

    ChainPass(Chain chain, Operands operands) {
        this.chain = chain;
        this.operands = operands;
        this.input = chain.kernels().zeros(chain.input().batch(chain.maxBatch()));
        this.inputs = views(input);
        this.states = chain.state() == 0 ? null : views(chain.newState());
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
        this.states = source.states;
        this.kept = source.kept;
        this.source = source;
        training.get(chain.maxBatch());
    }

    private static PerRows<Tensor> views(Tensor all) {
        return new PerRows<>(rows -> all.view(0, all.shape().withRows(rows)));
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
        layout.body().before().forEach(before -> outside.put(before, states.get(rows)));
        Tensor afterGradient = null;
        Tensor dy = null;
        if (!layout.ways().isEmpty()) {
            dy = chain.seed().view(0, chain.seed().shape().withRows(rows));
            outside.put(layout.seed(), dy);
            if (chain.stateSeed() != null) {
                afterGradient =
                        chain.stateSeed().view(0, chain.stateSeed().shape().withRows(rows));
                outside.put(layout.seeds().get(0), afterGradient);
            }
            put(layout.body().parameters(), operands.back().parameters(), back);
            put(layout.body().parameters(), operands.gradient().vector(), gradients);
        }
        if (layout.feedback() != null) {
            outside.put(layout.feedback(), operands.feedback().parameters().get(0));
        }
        Frame frame = compiled.program().frame(outside, back, gradients, kept);
        Map<Wanted, Tensor> inputGradients = new EnumMap<>(Wanted.class);
        Map<Wanted, Tensor> beforeGradients = new EnumMap<>(Wanted.class);
        layout.ways().forEach((wanted, way) -> {
            if (way.has(layout.body().input())) {
                inputGradients.put(wanted, frame.gradient(way, layout.body().input()));
            }
            layout.body().before().stream()
                    .filter(way::has)
                    .forEach(before -> beforeGradients.put(wanted, frame.gradient(way, before)));
        });
        Tensor y = frame.result(layout.body().output());
        Tensor after =
                layout.body().after().stream().map(frame::result).findFirst().orElse(null);
        return new Bound(layout, frame, inputs.get(rows), dy, y, inputGradients, after, afterGradient, beforeGradients);
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

    /** Returns the state from which a batch of so many rows begins, to be written to before that; null if nothing is carried. */
    public Tensor before(int rows) {
        return states == null ? null : states.get(rows);
    }

    /** Returns the state after the batch of the last {@link #train}, or {@link #infer}. */
    public Tensor after() {
        return source.last.after();
    }

    /** Has the next batch begin where the last one ended. */
    public void goOn() {
        chain.kernels().copy(after(), states.get(after().rows()));
    }

    /** Has the next batch of so many rows begin with states of zeros, if anything is carried. */
    public void startAnew(int rows) {
        if (states != null) {
            chain.kernels().fill(states.get(rows), 0);
        }
    }

    /** Gives the next way back the gradient of {@link #after}; without, it is zero. */
    public void seed(Tensor afterGradient) {
        chain.kernels().copy(afterGradient, training.get(afterGradient.rows()).afterGradient());
        seeded = true;
    }

    /** Returns the gradient of {@link #after} that the last way back had. */
    public Tensor afterGradient() {
        return training.get(source.batch.y().rows()).afterGradient();
    }

    /** Returns the gradient of {@link #before}, of the last way back; null if there is none. */
    public Tensor beforeGradient() {
        return beforeGradient;
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
        last = bound;
        return bound.y();
    }

    /** Runs forward as in use: with the running statistics, without dropout. Forgets the batch of {@link #train}. */
    public Tensor infer(Tensor x) {
        checkInput(x);
        batch = null;
        Bound bound = inference.get(x.rows());
        take(x, bound.x());
        bound.frame().forward(0);
        last = bound;
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

    /**
     * Runs backward for the gradient by {@link #before} only, from one of {@link #after}: the product with the Jacobian between them. Whoever
     * wants {@link #afterGradient} or {@link #beforeGradient} of another way copies them before.
     */
    public Tensor backwardToState(Tensor afterGradient) {
        Bound bound = batch();
        Way way = way(bound, Wanted.STATE);
        take(afterGradient, bound.afterGradient());
        bound.frame().backward(way, false);
        return bound.beforeGradients().get(Wanted.STATE);
    }

    private Tensor back(Wanted wanted, Tensor dy) {
        return run(wanted, dy).inputGradients().get(wanted);
    }

    private Bound run(Wanted wanted, Tensor dy) {
        Bound bound = batch();
        if (dy.rows() != bound.y().rows() || dy.columns() != bound.y().columns()) {
            throw new IllegalArgumentException("gradient of shape " + dy.shape() + " for layers " + describe()
                    + ": must be as the output, " + bound.y().rows() + " rows of shape " + chain.output());
        }
        Way way = way(bound, wanted);
        take(dy, bound.dy());
        if (bound.afterGradient() != null && !seeded) {
            chain.kernels().fill(bound.afterGradient(), 0);
        }
        seeded = false;
        Gradient gradient = operands.gradient();
        bound.frame().backward(way, gradient.accumulating());
        if (wanted != Wanted.INPUT) {
            gradient.written();
        }
        beforeGradient = bound.beforeGradients().get(wanted);
        return bound;
    }

    private Way way(Bound bound, Wanted wanted) {
        Way way = bound.layout().ways().get(wanted);
        if (way == null) {
            throw new IllegalStateException("layers " + describe() + " go back for "
                    + chain.differentiation().wanted() + ", not for " + wanted);
        }
        return way;
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

    /** Returns the batch that has gone forward. */
    private Bound batch() {
        Bound gone = source.batch;
        if (gone == null) {
            throw new IllegalStateException(
                    "backward through layers " + describe() + " without a batch: call train before backward");
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
