package org.sparksg.optim;

import java.io.Serializable;
import org.sparksg.nn.Proximal;
import org.sparksg.settings.Require;

/**
 * How parameters are updated.
 *
 * @param weightDecay strength, 0 for none; acts on all parameters
 * @param decoupledWeightDecay {@code true}: shrinks the parameters by {@code rate · weightDecay} (Loshchilov and Hutter
 *     2019); {@code false}: added to the gradient, an L2 penalty of {@code weightDecay / 2}
 * @param proximal the implicit step that the gradient of dense layers comes from, or {@link Proximal#NONE}
 */
public record OptimizerSettings(
        Optimizer optimizer,
        LearningRate learningRate,
        Clipping clipping,
        double weightDecay,
        boolean decoupledWeightDecay,
        Proximal proximal)
        implements Serializable {
    public OptimizerSettings {
        Require.present("optimizer", optimizer);
        Require.present("learning-rate", learningRate);
        Require.present("clipping", clipping);
        Require.notNegative("weight-decay", weightDecay);
        Require.present("proximal", proximal);
    }

    /** Creates settings with explicit gradients. */
    public OptimizerSettings(
            Optimizer optimizer,
            LearningRate learningRate,
            Clipping clipping,
            double weightDecay,
            boolean decoupledWeightDecay) {
        this(optimizer, learningRate, clipping, weightDecay, decoupledWeightDecay, Proximal.NONE);
    }

    /** Returns settings with a constant rate, no clipping and no decay. */
    public static OptimizerSettings of(Optimizer optimizer, double learningRate) {
        return new OptimizerSettings(optimizer, new LearningRate.Constant(learningRate), new Clipping.None(), 0, false);
    }
}
