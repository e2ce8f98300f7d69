package org.sparksg.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * boundary-5/0.dense.weight                a parameter of the synthesizer after layer 4
 * </pre>
 */
final class StageState {
    private StageState() {}

    /** Returns all tensors of a stage by name, in a stable order. */
    static Map<String, Tensor> of(StageModel model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Variables variables = model.variables();
        add(tensors, "", List.of(variables.parameters(), variables.statistics()), model.updater());
        model.learned().forEach((name, learned) -> add(tensors, name + "/", learned.vectors(), learned.updater()));
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
