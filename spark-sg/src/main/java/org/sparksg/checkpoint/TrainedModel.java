package org.sparksg.checkpoint;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Network;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** A trained network in memory, ready to predict. Belongs to one thread, like the kernels that it computes with. */
public final class TrainedModel {
    private final Network network;
    private final DataNames names;
    private final Variables variables;
    private final ChainPass pass;
    private final Tensor input;

    private TrainedModel(Network network, DataNames names, Variables variables, ChainPass pass, Tensor input) {
        this.network = network;
        this.names = names;
        this.variables = variables;
        this.pass = pass;
        this.input = input;
    }

    /**
     * Loads the model of a directory: a run, or the folder {@code model} of one.
     *
     * @param kernels what to compute with; must stay open as long as the model is used
     * @param maxBatch the most examples of one {@link #predict}
     */
    public static TrainedModel load(Configuration configuration, String directory, Kernels kernels, int maxBatch) {
        try (TensorFile file = ModelFile.open(configuration, directory)) {
            Network network = ModelFile.network(file);
            Chain chain = new Chain(network, 0, network.size(), maxBatch, Differentiation.NONE, kernels);
            Variables variables = chain.newVariables();
            read(file, variables.parameters());
            read(file, variables.statistics());
            ChainPass pass = chain.newPass(variables, null);
            return new TrainedModel(network, ModelFile.names(file), variables, pass, pass.input(maxBatch));
        }
    }

    private static void read(TensorFile file, ParameterVector vector) {
        for (int slot = 0; slot < vector.slots().size(); slot++) {
            file.read(vector.slots().get(slot).name(), vector.get(slot));
        }
    }

    /** Returns the network. */
    public Network network() {
        return network;
    }

    /** Returns the names of the classes in the order of the output; empty if the training data had none. */
    public List<String> classNames() {
        return names.classes();
    }

    /** Returns what the training data call their columns and classes. */
    public DataNames names() {
        return names;
    }

    /** Returns the weights and running statistics. */
    public Variables variables() {
        return variables;
    }

    /** Returns the tensor to write examples into, {@code [maxBatch, ...]}; touch it, then predict with its first rows. */
    public Tensor input() {
        return input;
    }

    /** Has the next examples begin new sequences. */
    public void startAnew() {
        pass.startAnew(input.rows());
    }

    /** Has the next examples go on where the last ones ended, row by row, if layers carry a state. */
    public void goOn() {
        if (pass.before(input.rows()) != null) {
            pass.goOn();
        }
    }

    /**
     * Predicts. Recurrent layers begin with states of zeros, unless {@link #goOn} was called.
     *
     * @param examples {@code [n, ...]}, at most as many as the model was loaded for
     * @return the output of the last layer, {@code [n, ...]} (for a classifier the logits); valid until the next call
     */
    public Tensor predict(Tensor examples) {
        return pass.infer(examples);
    }
}
