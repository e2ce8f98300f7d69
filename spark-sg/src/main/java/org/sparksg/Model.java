package org.sparksg;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.data.Preparation;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Tensor;

/**
 * A trained network, for any Java program: {@code float[] logits = Model.load("runs/quickstart").predict(pixels);}
 *
 * <p>Belongs to one thread; load one for each. For DataFrames see {@code org.sparksg.spark.SparkModel}.
 */
public final class Model implements AutoCloseable {
    private final Kernels kernels;
    private final TrainedModel model;

    private Model(Kernels kernels, TrainedModel model) {
        this.kernels = kernels;
        this.model = model;
    }

    /**
     * Loads the model of a run, or of the folder {@code model} of one, from any Hadoop file system.
     *
     * @param directory a path or URI
     */
    public static Model load(String directory) {
        Kernels kernels = Backend.AUTO.open(Precision.F32);
        try {
            return new Model(kernels, TrainedModel.load(new Configuration(), directory, kernels, 1));
        } catch (RuntimeException | Error e) {
            kernels.close();
            throw e;
        }
    }

    /** Returns the network. */
    public Network network() {
        return model.network();
    }

    /** Returns the names of the classes, one for each logit; empty if the training data had none. */
    public List<String> classNames() {
        return model.classNames();
    }

    /**
     * Predicts one example.
     *
     * @param features the numbers of the training data's columns, in their order; NaN for one that is missing, if training filled such
     *     ones. They are scaled and filled as in training
     * @return the output of the last layer; for a classifier the logits, the largest of which is the answer
     */
    public float[] predict(float... features) {
        double[] numbers = new double[features.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = features[i];
        }
        return predict(numbers);
    }

    /** Predicts one example, whose numbers may be more than 32 bits hold if they are scaled. */
    public float[] predict(double... features) {
        Tensor input = model.input();
        Preparation preparation = model.names().preparation();
        int wanted = preparation.numbers(input.columns());
        if (features.length != wanted) {
            throw new IllegalArgumentException(features.length + " features, the model takes " + wanted + " "
                    + network().input());
        }
        for (int i = 0; i < wanted; i++) {
            boolean missing = Double.isNaN(features[i]) && preparation.fills();
            if (!missing && !Double.isFinite(features[i])) {
                throw new IllegalArgumentException(
                        "feature " + i + " is " + features[i] + ", expected a finite number");
            }
        }
        preparation.apply(features, input, 0);
        for (int i = 0; i < wanted; i++) {
            if (!Double.isFinite(input.get(i))) {
                throw new IllegalArgumentException("feature " + i + " is " + features[i]
                        + ", which becomes " + input.get(i)
                        + (preparation.keepsNumbers() ? " in 32 bits" : " once it is scaled as in training")
                        + ", expected a finite number of 32 bits");
            }
        }
        input.touch();
        Tensor output = model.predict(input);
        float[] values = new float[output.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) output.get(i);
        }
        return values;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
