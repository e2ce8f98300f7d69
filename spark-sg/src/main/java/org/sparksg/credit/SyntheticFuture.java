package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Learner;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Synthetic gradients of the future: see {@link FutureGradients}. */
final class SyntheticFuture implements FutureCredit {
    static final String AUXILIARY = "/auxiliary";

    private final FutureGradients settings;
    private final Kernels kernels;
    private final Synthesizer synthesizer;
    private final Learner auxiliary; // null without
    private final Tensor error; // of the auxiliary prediction; null without
    private final Tensor wanted; // of the state, by the next window and the auxiliary task together; null without

    SyntheticFuture(FutureGradients settings, int width, int rows, long seed, Kernels kernels) {
        this.settings = settings;
        this.kernels = kernels;
        SyntheticGradients rule = new SyntheticGradients(settings.ofState(), 0, 0, 1, settings.scale(), 0, 0);
        Shape state = Shape.of(width);
        this.synthesizer = new Synthesizer(rule, state, null, rows, seed, kernels);
        boolean looksFurther = settings.auxiliary() > 0;
        this.auxiliary = looksFurther ? auxiliary(state, rows, Hash.mix(seed, 1)) : null;
        this.error = looksFurther ? kernels.zeros(state.batch(rows)) : null;
        this.wanted = looksFurther ? kernels.zeros(state.batch(rows)) : null;
    }

    private Learner auxiliary(Shape state, int rows, long seed) {
        List<Layer> layers = settings.ofState().body().list();
        layers.add(new Dense(state.size(), Initializer.ZEROS, true));
        Network network = new Network(state, layers, new SquaredError());
        return new Learner(network, settings.synthesizer().optimizer(), rows, seed, kernels);
    }

    @Override
    public Tensor assign(Tensor after) {
        return synthesizer.assign(after, null);
    }

    @Override
    public void begin(ChainPass pass) {
        // nothing is known of what was before
    }

    @Override
    public void learn(ChainPass pass) {
        int rows = pass.after().rows();
        Tensor before = pass.before(rows);
        Tensor gradient = pass.beforeGradient();
        if (auxiliary == null) {
            synthesizer.learn(before, null, gradient);
            return;
        }
        auxiliary.loss(auxiliary.forward(before), pass.afterGradient(), error.rows(rows));
        Tensor own = auxiliary.backward(error.rows(rows));
        auxiliary.step(1.0 / rows);
        kernels.combine(1, gradient, settings.auxiliary(), own, wanted.rows(rows));
        synthesizer.learn(before, null, wanted.rows(rows));
    }

    @Override
    public Map<String, Credit.Learned> learned() {
        Map<String, Credit.Learned> learned = new TreeMap<>(synthesizer.learned());
        if (auxiliary != null) {
            learned.put(AUXILIARY, Credit.Learned.of(auxiliary));
        }
        return learned;
    }
}
