package org.sparksg.spark;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.pipeline.Saver;
import org.sparksg.pipeline.StageModel;
import org.sparksg.pipeline.StageRange;
import org.sparksg.tensor.Tensor;

/**
 * Writes a stage's part of each checkpoint and tells the driver; restores a stage from a complete one.
 *
 * @param store where checkpoints are
 * @param launch which launch this is
 */
record StageCheckpoints(CheckpointStore store, ControlMessage.Launch launch) implements Saver {
    private static final String STEPS = "/steps"; // of a layer, or of a boundary

    StageCheckpoints(StageJob job, Configuration configuration) {
        this(new CheckpointStore(configuration, job.directory()), job.launch());
    }

    @Override
    public void save(long batchesDone, StageModel model) {
        StageRange range = model.range();
        Map<String, String> facts = new TreeMap<>();
        for (int layer = range.from(); layer < range.to(); layer++) {
            facts.put(layer + STEPS, Long.toString(model.updater().steps()));
        }
        model.learned()
                .forEach((name, learned) ->
                        facts.put(name + STEPS, Long.toString(learned.updater().steps())));
        Manifest.StageFile file = store.write(
                batchesDone, range.stage(), launch.attempt(), range.from(), range.to(), facts, StageState.of(model));
        ControlPlugin.send(new ControlMessage.Saved(launch, batchesDone, file));
    }

    /** Fills a fresh stage from a checkpoint. A synthesizer at a boundary that was not one before starts anew. */
    void restore(Manifest manifest, StageModel model) {
        try (Snapshot snapshot = store.open(manifest)) {
            Set<String> unknown = new HashSet<>(model.learned().keySet());
            unknown.removeIf(name -> isComplete(snapshot, model, name + "/"));
            for (Map.Entry<String, Tensor> entry : StageState.of(model).entrySet()) {
                if (unknown.stream().noneMatch(name -> entry.getKey().startsWith(name + "/"))) {
                    snapshot.read(entry.getKey(), entry.getValue());
                }
            }
            model.updater()
                    .restore(steps(snapshot, Integer.toString(model.range().from())));
            model.learned().forEach((name, learned) -> {
                if (!unknown.contains(name)) {
                    learned.updater().restore(steps(snapshot, name));
                }
            });
        }
    }

    private static boolean isComplete(Snapshot snapshot, StageModel model, String prefix) {
        return StageState.of(model).keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .allMatch(snapshot::contains);
    }

    private static long steps(Snapshot snapshot, String owner) {
        return Long.parseLong(snapshot.metadata().get(owner + STEPS));
    }
}
