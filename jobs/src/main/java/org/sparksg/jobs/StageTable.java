package org.sparksg.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparksg.data.DataSummary;
import org.sparksg.data.SourceSummary;
import org.sparksg.data.Streaming;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Slot;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.StageRange;
import org.sparksg.spark.Placement;

/** A plan for people: what is trained on what, and which stage has which layers where. */
final class StageTable {
    private static final int MIB = 1 << 20;

    private StageTable() {}

    /** Returns a few lines about run, network and data. */
    static List<String> summary(RunPlan plan) {
        RunSettings settings = plan.settings();
        Network network = plan.network();
        List<String> lines = new ArrayList<>(List.of(
                format(
                        "run      %s: %s, seed %d",
                        settings.name(), settings.learning().label(), settings.seed()),
                format(
                        "network  %d layers, %,d parameters, cut into %d stages",
                        network.size(),
                        parameters(network, 0, network.size()),
                        plan.stages().size()),
                format(
                        "data     %,d examples of %s to train on, %,d held out, %,d to test on",
                        plan.data().train(),
                        network.input(),
                        plan.data().validation(),
                        plan.data().test()),
                format(
                        "plan     %d epochs of %,d batches of %d",
                        settings.training().epochs(),
                        plan.calendar().batchesPerEpoch(),
                        settings.training().batchSize())));
        List<SourceSummary> text = plan.data().sources().stream()
                .filter(source -> source.lines() > 0)
                .toList();
        if (!text.isEmpty()) {
            lines.add(
                    3,
                    text.stream()
                            .map(source -> format("%,d rows in %,d lines", source.count(), source.lines()))
                            .collect(Collectors.joining(", and ", "read     ", "")));
        }
        lines.addAll(lines.size() - 1, new DataPage(plan.data().report()).lines(false));
        lines.addAll(lines.size() - 1, streamed(plan.data()));
        return lines;
    }

    /** Returns what is said of data that are not in memory: nothing if all are. */
    private static List<String> streamed(DataSummary data) {
        List<String> lines = new ArrayList<>();
        Streaming streaming = data.streaming();
        if (streaming.train()) {
            lines.add(format(
                    "streams  training data: %,d shards in random order, windows of %,d examples shuffled",
                    streaming.shards(), streaming.window()));
        }
        if (streaming.train() && streaming.shards() == 1 && data.train() > streaming.window()) {
            lines.add(
                    "warning  training data are one shard, longer than a window: a table that is sorted is learned in its"
                            + " order; shuffle it, write more files or smaller row groups, or raise data.shuffle-buffer");
        }
        if (streaming.test()) {
            lines.add("streams  test data, in the order of the files");
        }
        return lines;
    }

    /** Returns the table, one line per stage below the head. */
    static List<String> of(RunPlan plan, List<Placement> placements) {
        List<String> layers = plan.stages().stream()
                .map(stage -> layers(plan.network(), stage))
                .toList();
        int width = Math.max(6, layers.stream().mapToInt(String::length).max().orElse(0));
        String row = "%-5s  %-" + width + "s  %10s  %9s  %8s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(format(row, "stage", "layers", "parameters", "MFLOP", "memory", "runs on")
                .stripTrailing());
        for (StageRange stage : plan.stages()) {
            Placement placement = placements.stream()
                    .filter(candidate -> candidate.stage() == stage.stage())
                    .findFirst()
                    .orElse(null);
            lines.add(
                    row(plan, stage, placement, layers.get(stage.stage()), row).stripTrailing());
        }
        lines.add("(MFLOP: forward pass of one example; memory: weights, gradient, optimizer and one batch)");
        plan.stages().stream()
                .filter(stage -> stage.period() > 1)
                .forEach(stage ->
                        lines.add(format("stage %d trains once in %d batches", stage.stage(), stage.period())));
        placements.stream()
                .map(Placement::compute)
                .distinct()
                .forEach(compute -> lines.add("computes with " + compute));
        return lines;
    }

    private static String row(RunPlan plan, StageRange stage, Placement placement, String layers, String row) {
        Network network = plan.network();
        return format(
                row,
                stage.stage(),
                layers,
                format("%,d", parameters(network, stage.from(), stage.to())),
                format("%.2f", network.flops(stage.from(), stage.to()) / 1e6),
                format("%.1f MiB", (double) bytes(plan, stage) / MIB),
                placement == null ? "" : placement.host() + " pid " + placement.pid() + " " + placement.gpus());
    }

    private static String layers(Network network, StageRange stage) {
        return IntStream.range(stage.from(), stage.to())
                .mapToObj(layer -> name(network, layer))
                .collect(Collectors.joining(" "));
    }

    /** Returns the name of a layer with its size: {@code 3.dense(256)}. */
    private static String name(Network network, int index) {
        Layer layer = network.layers().get(index);
        if (layer instanceof Dense dense) {
            return network.name(index) + "(" + dense.units() + ")";
        }
        if (layer instanceof Convolution convolution) {
            return network.name(index) + "(" + convolution.units() + ")";
        }
        return layer instanceof Dropout dropout
                ? network.name(index) + "(" + dropout.rate() + ")"
                : network.name(index);
    }

    private static long parameters(Network network, int from, int to) {
        return elements(network.parameters(from, to));
    }

    private static long elements(List<Slot> slots) {
        return slots.stream().mapToLong(slot -> slot.shape().size()).sum();
    }

    /** Returns the bytes of a stage's weights, gradient, optimizer state and buffers of one batch. */
    private static long bytes(RunPlan plan, StageRange stage) {
        Network network = plan.network();
        int states = plan.settings().optimizer().optimizer().state().size();
        long buffers =
                Chain.elements(network, stage.from(), stage.to(), plan.largestBatch(), plan.differentiation(stage));
        return Float.BYTES * (parameters(network, stage.from(), stage.to()) * (2L + states) + buffers);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
