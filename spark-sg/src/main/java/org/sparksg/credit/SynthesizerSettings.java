package org.sparksg.credit;

import java.io.Serializable;
import java.util.List;
import org.sparksg.nn.Require;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;

/**
 * The shape of a synthesizer and how it learns.
 *
 * @param hidden units of each hidden layer; empty for a linear synthesizer
 * @param batchNorm whether each hidden layer is normalised before its ReLU
 * @param context what it sees beside the activation
 */
public record SynthesizerSettings(List<Integer> hidden, boolean batchNorm, Context context, OptimizerSettings optimizer)
        implements Serializable {
    public SynthesizerSettings {
        hidden = List.copyOf(hidden);
        for (int units : hidden) {
            Require.that(units >= 1, "hidden", hidden, "numbers of units, each >= 1");
        }
        Require.present("context", context);
        Require.present("optimizer", optimizer);
    }

    /**
     * Returns a linear synthesizer that learns with Adam: with {@link Context#LABEL}, the one that Jaderberg et al. took
     * for fully connected networks on MNIST.
     */
    public static SynthesizerSettings linear(Context context, double learningRate) {
        return new SynthesizerSettings(List.of(), false, context, OptimizerSettings.of(Adam.of(), learningRate));
    }
}
