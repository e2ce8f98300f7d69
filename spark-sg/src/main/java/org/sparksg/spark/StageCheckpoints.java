package org.sparksg.spark;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.credit.Credit;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.Saver;
import org.sparksg.pipeline.StageModel;
import org.sparksg.pipeline.StageRange;
import org.sparksg.storage.Retries;
import org.sparksg.tensor.Tensor;

/**
 * Writes a stage's part of each checkpoint and tells the driver; restores a stage from a complete one.
 *
 * @param store where checkpoints are
 * @param plan the run
 * @param launch which launch this is
 * @param fence throws if the run belongs to another driver by now
 * @param driver gets the news
 */
record StageCheckpoints(
        CheckpointStore store,
        RunPlan plan,
        ControlMessage.Launch launch,
        Runnable fence,
        Consumer<ControlMessage> driver)
        implements Saver {
    private static final Logger LOG = LoggerFactory.getLogger(StageCheckpoints.class);
    private static final String STEPS = "/steps"; // of a layer, or of a boundary
    private static final String RAISES = "raises"; // after which batches the data became harder
    private static final String GATE = "/relative-error"; // a gate can be new in a run that has synthesizers

    StageCheckpoints(StageJob job, Configuration configuration) {
        this(
                new CheckpointStore(configuration, job.directory()),
                job.plan(),
                job.launch(),
                () -> job.fence().check(configuration),
                ControlPlugin::send);
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
        NetworkFacts.of(plan, range.stage()).forEach(network -> facts.putAll(network.facts()));
        if (!model.raises().batches().isEmpty()) {
            facts.put(
                    RAISES,
                    model.raises().batches().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        Stopwatch writing = Stopwatch.start(System::nanoTime);
        Retries retries = new Retries(plan.settings().recovery().storage());
        Manifest.StageFile file = retries.get(() -> {
            fence.run();
            return store.write(
                    batchesDone,
                    range.stage(),
                    launch.attempt(),
                    range.from(),
                    range.to(),
                    facts,
                    StageState.of(model));
        });
        double seconds = writing.elapsed().toNanos() * 1e-9;
        driver.accept(new ControlMessage.Saved(launch, batchesDone, file, seconds));
    }

    /**
     * Fills a fresh stage from a checkpoint. What the checkpoint does not have, such as a synthesizer at a boundary that was not
     * one before, or one of another rule, starts anew. Layers that come from several stages count as many steps as the one with the most.
     */
    void restore(Manifest manifest, StageModel model) {
        StageRange range = model.range();
        try (Snapshot snapshot = store.open(manifest)) {
            StageState.ofLayers(model).forEach(snapshot::read);
            long most = IntStream.range(range.from(), range.to())
                    .mapToLong(layer -> steps(snapshot, Integer.toString(layer)))
                    .max()
                    .orElseThrow();
            model.updater().restore(most);
            Set<String> replaced = NetworkFacts.of(plan, range.stage()).stream()
                    .filter(network -> network.isReplaced(snapshot.metadata()))
                    .map(NetworkFacts::part)
                    .collect(Collectors.toSet());
            String raises = snapshot.metadata().getOrDefault(RAISES, "");
            if (!raises.isEmpty()) {
                model.raises()
                        .restore(Stream.of(raises.split(",")).map(Long::valueOf).toList());
            }
            Map<String, Tensor> states = model.carriedStates();
            if (!states.isEmpty() && snapshot.names().containsAll(states.keySet())) {
                states.forEach(snapshot::read);
                model.restoreStates(states);
            }
            model.learned().forEach((part, learned) -> {
                if (replaced.contains(part) || !restore(snapshot, part, learned)) {
                    LOG.warn(
                            "stage {}: the checkpoint has no such {} as the settings, which starts anew",
                            range.stage(),
                            part);
                }
            });
        }
    }

    /** Returns whether the checkpoint has the part. */
    private static boolean restore(Snapshot snapshot, String part, Credit.Learned learned) {
        Map<String, Tensor> tensors = StageState.of(part, learned);
        tensors.keySet().removeIf(name -> name.endsWith(GATE) && !snapshot.contains(name));
        if (!snapshot.names().containsAll(tensors.keySet())) {
            return false;
        }
        tensors.forEach(snapshot::read);
        learned.updater().restore(steps(snapshot, part));
        return true;
    }

    private static long steps(Snapshot snapshot, String owner) {
        return Long.parseLong(snapshot.metadata().get(owner + STEPS));
    }
}
