package org.sparksg.credit;

import org.sparksg.nn.Initializer;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * The gradient of the network's output {@code p} goes straight to the boundary, through a fixed matrix: {@code (∂L/∂p) Aᵀ}.
 * With random {@code A} it is direct feedback alignment (Nøkland 2016), with ones Kickback (Balduzzi et al. 2015), both in
 * the form of Czarnecki et al. 2017, table 1. All boundaries above must pass the gradient of the output on.
 *
 * @param matrix how {@code Aᵀ}, {@code [outputs, width]}, is drawn
 */
public record DirectFeedback(Initializer matrix) implements Rule {
    public DirectFeedback {
        Require.present("matrix", matrix);
    }

    /** Returns direct feedback alignment with Glorot's uniform weights. */
    public static DirectFeedback random() {
        return new DirectFeedback(new Initializer.GlorotUniform());
    }

    /** Returns Kickback. */
    public static DirectFeedback kickback() {
        return new DirectFeedback(Initializer.ONES);
    }

    private boolean isKickback() {
        return matrix.equals(Initializer.ONES);
    }

    @Override
    public String label() {
        return isKickback() ? "kickback" : "direct feedback alignment";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.waitingFor(Exchange.Reply.ERROR);
    }

    /** The gradient of a cross-entropy by the logits has the sum 0: softmax minus one-hot. */
    @Override
    public void check(Place place) {
        if (isKickback() && place.network().loss() instanceof SoftmaxCrossEntropy) {
            throw new BadSetting(
                    "network.loss",
                    place.network().loss().kind(),
                    "with kickback the sum of the gradient over the classes is always 0, so nothing below the last stage"
                            + " would learn",
                    "use squared-error");
        }
    }

    @Override
    public Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        FixedProjection projection = new FixedProjection(matrix, place, rows, seed, kernels);
        return new Credit() {
            @Override
            public Tensor receive(Tensor activation, Tensor target, Tensor reply) {
                return projection.of(reply);
            }
        };
    }

    @Override
    public double flops(Place place) {
        return FixedProjection.flops(place);
    }
}
