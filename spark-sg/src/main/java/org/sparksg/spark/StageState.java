package org.sparksg.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.credit.Credit;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.pipeline.StageModel;
import org.sparksg.tensor.Tensor;

/**
 * The names under which a checkpoint keeps the tensors of a stage. Names tell the place in the network, never the stage, so
 * that a run can be resumed on another number of stages.
 *
 * <pre>
 * 3.dense.weight                           a parameter
 * 3.dense.weight/adam.first                a state of the optimizer
 * 4.batch-norm.mean                        a running statistic
 * 5.lstm.state                             what is carried to the next batch, a row for each of a batch
 * boundary-5/0.dense.weight                a parameter of the synthesizer after layer 4
 * </pre>
 */
final class StageState {
    private StageState() {}

    /** Returns all tensors of a stage by name, in a stable order. */
    static Map<String, Tensor> of(StageModel model) {
        Map<String, Tensor> tensors = ofLayers(model);
        tensors.putAll(model.carriedStates());
        model.learned().forEach((part, learned) -> tensors.putAll(of(part, learned)));
        return tensors;
    }

    /** Returns the tensors of the stage's own layers. */
    static Map<String, Tensor> ofLayers(StageModel model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Variables variables = model.variables();
        add(tensors, "", List.of(variables.parameters(), variables.statistics()), model.updater());
        return tensors;
    }

    /** Returns the tensors of a small network beside the stage, and none of those whose names begin with its name. */
    static Map<String, Tensor> of(String part, Credit.Learned learned) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        add(tensors, part + "/", learned.vectors(), learned.updater());
        return tensors;
    }

    private static void add(
            Map<String, Tensor> tensors, String prefix, List<ParameterVector> vectors, Updater updater) {
        vectors.forEach(vector -> add(tensors, prefix, "", vector));
        updater.state().forEach((state, vector) -> add(tensors, prefix, "/" + state, vector));
    }

    private static void add(Map<String, Tensor> tensors, String prefix, String suffix, ParameterVector vector) {
        for (int slot = 0; slot < vector.slots().size(); slot++) {
            tensors.put(prefix + vector.slots().get(slot).name() + suffix, vector.get(slot));
        }
    }
}
