package org.sparksg.spark;

import java.util.Map;
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
                .ifPresent(learned -> facts.put(
                        model.creditName() + STEPS,
                        Long.toString(learned.updater().steps())));
        Manifest.StageFile file = store.write(
                batchesDone, range.stage(), launch.attempt(), range.from(), range.to(), facts, StageState.of(model));
        ControlPlugin.send(new ControlMessage.Saved(launch, batchesDone, file));
    }

    /** Fills a fresh stage from a checkpoint. A synthesizer at a boundary that was not one before starts anew. */
    void restore(Manifest manifest, StageModel model) {
        try (Snapshot snapshot = store.open(manifest)) {
            String creditPrefix = model.creditName() + "/";
            boolean creditKnown = model.learned().isPresent()
                    && StageState.of(model).keySet().stream()
                            .filter(name -> name.startsWith(creditPrefix))
                            .allMatch(snapshot::contains);
            for (Map.Entry<String, Tensor> entry : StageState.of(model).entrySet()) {
                if (!entry.getKey().startsWith(creditPrefix) || creditKnown) {
                    snapshot.read(entry.getKey(), entry.getValue());
                }
            }
            model.updater()
                    .restore(
                            Long.parseLong(snapshot.metadata().get(model.range().from() + STEPS)));
            if (creditKnown) {
                long steps = Long.parseLong(snapshot.metadata().get(model.creditName() + STEPS));
                model.learned().orElseThrow().updater().restore(steps);
            }
        }
    }
}
