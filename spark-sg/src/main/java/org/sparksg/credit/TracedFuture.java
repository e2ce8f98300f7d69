package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Slot;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/**
 * Gradients of the future that are learned with {@link EligibilityTraces}. With the state {@code h_t} at the end of window {@code t}, the
 * losses {@code L_t} of a window and the Jacobian {@code J_t = ∂h_t/∂h_{t-1}},
 *
 * <pre>
 * g(h) = θ · (tanh h, 1)
 * δ_t  = ∂L_{t+1}/∂h_t + γ g(h_{t+1}) J_{t+1} - g(h_t)
 * e_t  = γ λ J_t e_{t-1} + ∂g(h_t)/∂θ
 * θ   += η Σ δ_t e_t / n
 * </pre>
 *
 * where the sum is over the {@code n} examples, and the optimizer makes the step. The hyperbolic tangent is ours, for the reason that {@link
 * FutureGradients} has it.
 */
final class TracedFuture implements FutureCredit {
    private final EligibilityTraces settings;
    private final Kernels kernels;
    private final int width;
    private final int rows;
    private final Variables model;
    private final ParameterVector traces; // [n · width, parameters]
    private final Gradient gradient;
    private final Updater updater;

    private final Tensor state; // [n, width]
    private final Tensor curved; // its tangent
    private final Tensor ones; // [n, 1]
    private final Tensor features; // [n, width + 1]
    private final Tensor value; // [n, width]: the last prediction
    private final Tensor scaled; // as layers learn from it
    private final Tensor future; // [n, width]
    private final Tensor error; // [n, width]
    private final List<Tensor> directions = new ArrayList<>(); // for each number of the state, a gradient of it alone
    private final Tensor ways; // [width, n, width]: what comes back from these
    private final List<Tensor> way = new ArrayList<>(); // each of them
    private final Tensor jacobians; // [n, width, width]
    private final Tensor next; // of the traces

    private final Step tangent;
    private final Step predict;
    private final Step teach; // error times traces
    private final List<Step> follow = new ArrayList<>(); // for each example, its Jacobian times its trace
    private final List<Step> add = new ArrayList<>(); // for each example, what the state adds to its trace

    TracedFuture(EligibilityTraces settings, int width, int rows, Kernels kernels) {
        this.settings = settings;
        this.kernels = kernels;
        this.width = width;
        this.rows = rows;
        Shape shape = Shape.of(width, width + 1); // a row for each number of the state that the gradient is by
        int parameters = shape.size();
        Initializer zeros = Initializer.ZEROS;
        this.model = new Variables(
                new ParameterVector(List.of(new Slot("weights", shape, zeros)), kernels),
                new ParameterVector(List.of(), kernels));
        this.traces =
                new ParameterVector(List.of(new Slot("traces", Shape.of(rows * width, parameters), zeros)), kernels);
        ParameterVector sum = new ParameterVector(List.of(new Slot("weights", shape, zeros)), kernels);
        this.gradient = new Gradient(sum);
        this.updater = new Updater(settings.optimizer(), model, kernels);

        Shape states = Shape.of(rows, width);
        this.state = kernels.zeros(states);
        this.curved = kernels.zeros(states);
        this.ones = kernels.zeros(Shape.of(rows, 1));
        this.features = kernels.zeros(Shape.of(rows, width + 1));
        this.value = kernels.zeros(states);
        this.scaled = kernels.zeros(states);
        this.future = kernels.zeros(states);
        this.error = kernels.zeros(states);
        this.ways = kernels.zeros(Shape.of(width, rows, width));
        this.jacobians = kernels.zeros(Shape.of(rows, width, width));
        this.next = kernels.zeros(traces.get(0).shape());
        kernels.fill(ones, 1);
        for (int k = 0; k < width; k++) {
            directions.add(direction(k));
            way.add(ways.view(k * rows * width, states));
        }

        this.tangent = kernels.curve(Curve.of(Curve.Form.TANH), state, curved);
        this.predict =
                kernels.matmulTransposedWeight(features, model.parameters().get(0), value);
        this.teach = kernels.matmulTransposedInput(
                error.view(0, Shape.of(rows * width, 1)),
                traces.get(0),
                sum.get(0).view(0, Shape.of(1, parameters)),
                false);
        Tensor unit = unit();
        for (int n = 0; n < rows; n++) {
            int at = n * width * parameters;
            follow.add(kernels.matmul(
                    jacobians.view(n * width * width, Shape.of(width, width)),
                    traces.get(0).view(at, Shape.of(width, parameters)),
                    next.view(at, Shape.of(width, parameters))));
            add.add(kernels.matmulTransposedInput(
                    unit,
                    features.view(n * (width + 1), Shape.of(1, width + 1)),
                    traces.get(0).view(at, Shape.of(width * width, width + 1)),
                    true));
        }
    }

    private Tensor direction(int k) {
        Tensor direction = kernels.zeros(state.shape());
        for (int n = 0; n < rows; n++) {
            direction.set(n * width + k, 1);
        }
        direction.touch();
        return direction;
    }

    /** Returns the identity, as one row. */
    private Tensor unit() {
        Tensor unit = kernels.zeros(Shape.of(1, width * width));
        for (int k = 0; k < width; k++) {
            unit.set(k * width + k, 1);
        }
        unit.touch();
        return unit;
    }

    @Override
    public Tensor assign(Tensor after) {
        kernels.scale(settings.scale(), predict(after), scaled);
        return scaled;
    }

    private Tensor predict(Tensor seen) {
        look(seen);
        predict.run();
        return value;
    }

    private void look(Tensor seen) {
        kernels.copy(seen, state);
        tangent.run();
        kernels.concatenate(curved, ones, features);
    }

    @Override
    public void begin(ChainPass pass) {
        kernels.fill(traces.flat(), 0);
        add(pass.after());
    }

    @Override
    public void learn(ChainPass pass) {
        kernels.copy(pass.beforeGradient(), error);
        kernels.copy(pass.afterGradient(), future);
        if (settings.discount() != settings.scale()) {
            kernels.scale(settings.discount() / settings.scale() - 1, future, future);
            kernels.combine(1, error, 1, pass.backwardToState(future), error);
        }
        kernels.combine(1, predict(pass.before(rows)), -1, error, error);
        teach.run();
        updater.step(kernels, model, gradient, 1.0 / rows);
        follow(pass);
        add(pass.after());
    }

    /** Takes the traces through the window. */
    private void follow(ChainPass pass) {
        double share = settings.discount() * settings.lambda();
        if (share == 0) {
            kernels.fill(traces.flat(), 0);
            return;
        }
        for (int k = 0; k < width; k++) {
            kernels.copy(pass.backwardToState(directions.get(k)), way.get(k));
        }
        kernels.swapAxes(ways, jacobians);
        kernels.scale(share, jacobians, jacobians);
        follow.forEach(Step::run);
        kernels.copy(next, traces.get(0));
    }

    /** Adds to the traces what the prediction for a state owes to each parameter. */
    private void add(Tensor after) {
        look(after);
        add.forEach(Step::run);
    }

    @Override
    public Map<String, Credit.Learned> learned() {
        return Map.of("", new Credit.Learned(List.of(model.parameters(), traces), updater));
    }
}
