package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.sparksg.credit.Rule;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Network;
import org.sparksg.nn.Proximal;
import org.sparksg.nn.Wanted;
import org.sparksg.optim.Learner;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * What a training step costs, layer by layer, for the balance of stages.
 *
 * @param layers the cost of each layer: forward, gradient of the parameters, and (but for the first) of the input
 * @param boundaries the cost of the credit at the boundary after each layer, borne by the stage below it
 */
public record Costs(List<Double> layers, List<Double> boundaries) {

    private static final int MEASURED_STEPS = 5;

    /** Copies the lists. */
    public Costs {
        layers = List.copyOf(layers);
        boundaries = List.copyOf(boundaries);
    }

    /** Returns the cost of a stage with the layers {@code [from, to)}. */
    public double stage(int from, int to) {
        double sum = to < layers.size() ? boundaries.get(to - 1) : 0;
        for (int layer = from; layer < to; layer++) {
            sum += layers.get(layer);
        }
        return sum;
    }

    /** Returns floating-point operations per example, without those of implicit steps. */
    public static Costs flops(Network network, Learning learning) {
        var layers = new ArrayList<Double>();
        var boundaries = new ArrayList<Double>();
        for (int layer = 0; layer < network.layers().size(); layer++) {
            double forward = network.flops(layer, layer + 1);
            layers.add(forward * (layer == 0 ? 2 : 3));
            boundaries.add(creditFlops(network, learning, layer));
        }
        return new Costs(layers, boundaries);
    }

    /** Where boundaries differ in their rules, the dearest counts: which one comes where is not known before the cut. */
    private static double creditFlops(Network network, Learning learning, int layer) {
        if (layer + 1 == network.layers().size()) {
            return 0;
        }
        Rule.Place place = new Rule.Place(network, layer + 1);
        return learning.rules().stream()
                .mapToDouble(rule -> flops(rule, place))
                .max()
                .orElseThrow();
    }

    /** Where what a rule computes with does not fit, nobody shall cut. */
    private static double flops(Rule rule, Rule.Place place) {
        try {
            return rule.flops(place);
        } catch (IllegalArgumentException unfit) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Returns seconds, measured on this machine: the fastest of a few steps of each layer by itself. The credits' costs are
     * their operations at the speed measured for the network as a whole.
     *
     * @param proximal the implicit step that dense layers learn with
     * @param clock a steady clock, nanoseconds
     */
    public static Costs measured(
            Network network, Learning learning, Proximal proximal, int batch, Kernels kernels, LongSupplier clock) {
        Costs flops = flops(network, learning);
        var seconds = new ArrayList<Double>();
        for (int layer = 0; layer < network.layers().size(); layer++) {
            seconds.add(measure(network, layer, proximal, batch, kernels, clock));
        }
        double total = seconds.stream().mapToDouble(Double::doubleValue).sum();
        double operations =
                flops.layers().stream().mapToDouble(Double::doubleValue).sum();
        double perFlop = operations == 0 ? 0 : total / operations;
        return new Costs(
                seconds,
                flops.boundaries().stream()
                        .map(f -> Double.isInfinite(f) ? f : f * perFlop)
                        .toList());
    }

    private static double measure(
            Network network, int layer, Proximal proximal, int batch, Kernels kernels, LongSupplier clock) {
        Differentiation back = Differentiation.of(layer == 0 ? Wanted.PARAMETERS : Wanted.BOTH);
        Chain chain = new Chain(network, layer, layer + 1, batch, back.with(proximal), kernels);
        Learner learner = new Learner(chain, OptimizerSettings.of(Sgd.of(), 1), 1, kernels); // makes no step
        Tensor input = kernels.zeros(network.shape(layer).batch(batch));
        Tensor dy = kernels.zeros(network.shape(layer + 1).batch(batch));
        kernels.fill(input, layer == 0 && network.ids() > 0 ? 0 : 0.5); // ids are whole numbers
        kernels.fill(dy, 0.1);
        long fastest = Long.MAX_VALUE;
        for (int step = 0; step < MEASURED_STEPS; step++) {
            long start = clock.getAsLong();
            learner.forward(input);
            if (layer == 0) {
                learner.backwardToParameters(dy);
            } else {
                learner.backward(dy);
            }
            fastest = Math.min(fastest, clock.getAsLong() - start);
        }
        return fastest * 1e-9;
    }
}
