package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Tensor;

/** A saver that keeps everything that a run must remember, under names that do not depend on the cut. */
final class Snapshots implements Saver {
    private final Map<Long, Snapshot> byBatches = new TreeMap<>();
    private final Map<Long, Integer> stages = new TreeMap<>();

    /** All numbers after so many batches: arrays by global name, steps by the name of the optimizer's owner. */
    record Snapshot(long batchesDone, Map<String, double[]> arrays, Map<String, Long> steps, List<Long> raises) {

        Snapshot(long batchesDone) {
            this(batchesDone, new TreeMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        }

        /** Writes the numbers into models of the same network, whatever their cut. */
        void restore(List<StageModel> models) {
            for (StageModel model : models) {
                model.raises().restore(raises);
                variables(model.variables(), "", this::read);
                updater(model.updater(), "", this::read);
                model.updater().restore(steps.get("layer-" + model.range().from()));
                Map<String, Tensor> states = model.carriedStates();
                states.forEach((name, state) -> state.set(arrays.get(name)));
                if (!states.isEmpty()) {
                    model.restoreStates(states);
                }
                model.learned().forEach((name, learned) -> {
                    vectors(learned.vectors(), name + ":", this::read);
                    updater(learned.updater(), name + ":", this::read);
                    learned.updater().restore(steps.get(name));
                });
            }
        }

        private void read(String name, ParameterVector vector, int slot) {
            vector.get(slot).set(arrays.get(name));
        }

        /** Checks that two runs ended with the same bits. */
        void assertSameAs(Snapshot expected, Object about) {
            assertWithin(0, expected, about);
        }

        /** Checks that no number differs by more than {@code relative} of the largest number in its array. */
        void assertWithin(double relative, Snapshot expected, Object about) {
            assertEquals(expected.steps, steps, () -> "steps of " + about);
            assertEquals(expected.raises, raises, () -> "raises of " + about);
            assertEquals(expected.arrays.keySet(), arrays.keySet());
            assertFalse(arrays.isEmpty());
            arrays.forEach((name, values) -> {
                double[] others = expected.arrays.get(name);
                double largest = 0;
                for (double other : others) {
                    largest = Math.max(largest, Math.abs(other));
                }
                if (relative == 0) {
                    assertArrayEquals(others, values, () -> name + " of " + about);
                } else {
                    assertArrayEquals(others, values, relative * (largest + 1e-30), () -> name + " of " + about);
                }
            });
        }

        /** Returns this snapshot with the numbers of the network only, without those of synthesizers. */
        Snapshot network() {
            Map<String, double[]> own = new TreeMap<>(arrays);
            own.keySet().removeIf(name -> name.startsWith("boundary-"));
            Map<String, Long> ownSteps = new TreeMap<>(steps);
            ownSteps.keySet().removeIf(name -> name.startsWith("boundary-"));
            return new Snapshot(batchesDone, own, ownSteps, raises);
        }

        /** Returns the parameters whose layer is below the given one. */
        Map<String, double[]> parametersBelow(int layer) {
            Map<String, double[]> below = new TreeMap<>(arrays);
            below.keySet()
                    .removeIf(name -> name.contains("/")
                            || name.startsWith("boundary-")
                            || name.contains(".mean")
                            || name.contains(".variance")
                            || Integer.parseInt(name.substring(0, name.indexOf('.'))) >= layer);
            return below;
        }
    }

    private interface Visitor {
        void visit(String name, ParameterVector vector, int slot);
    }

    /** Returns the numbers of models that are at rest. */
    static Snapshot of(long batchesDone, List<StageModel> models) {
        Snapshot snapshot = new Snapshot(batchesDone);
        models.forEach(model -> add(model, snapshot));
        return snapshot;
    }

    private static void add(StageModel model, Snapshot to) {
        Visitor write =
                (name, vector, slot) -> to.arrays.put(name, vector.get(slot).toArray());
        variables(model.variables(), "", write);
        updater(model.updater(), "", write);
        to.raises.addAll(model.raises().batches());
        model.carriedStates().forEach((name, state) -> to.arrays.put(name, state.toArray()));
        for (int layer = model.range().from(); layer < model.range().to(); layer++) {
            to.steps.put("layer-" + layer, model.updater().steps());
        }
        model.learned().forEach((name, learned) -> {
            vectors(learned.vectors(), name + ":", write);
            updater(learned.updater(), name + ":", write);
            to.steps.put(name, learned.updater().steps());
        });
    }

    private static void variables(Variables variables, String owner, Visitor visitor) {
        vector(owner, variables.parameters(), visitor);
        vector(owner, variables.statistics(), visitor);
    }

    private static void vectors(List<ParameterVector> vectors, String owner, Visitor visitor) {
        vectors.forEach(vector -> vector(owner, vector, visitor));
    }

    private static void updater(Updater updater, String owner, Visitor visitor) {
        updater.state().forEach((name, vector) -> vector(owner + name + "/", vector, visitor));
    }

    private static void vector(String prefix, ParameterVector vector, Visitor visitor) {
        for (int slot = 0; slot < vector.slots().size(); slot++) {
            visitor.visit(prefix + vector.slots().get(slot).name(), vector, slot);
        }
    }

    @Override
    public synchronized void save(long batchesDone, StageModel model) {
        add(model, byBatches.computeIfAbsent(batchesDone, Snapshot::new));
        stages.merge(batchesDone, 1, Integer::sum);
    }

    /** Returns the snapshots by the batches done. */
    Map<Long, Snapshot> byBatches() {
        return byBatches;
    }

    /** Returns how many stages saved after so many batches. */
    Map<Long, Integer> stages() {
        return stages;
    }
}
