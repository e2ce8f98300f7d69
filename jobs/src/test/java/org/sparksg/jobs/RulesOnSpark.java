package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.spark.RunResult;

/**
 * Every rule of learning on executors: the same bits as in one process, also when the run is made in two parts, the second one
 * from the checkpoint of the first. Part of {@link SparkRunTest}, whose application it uses.
 */
abstract class RulesOnSpark {
    private final SparkRuns runs;

    RulesOnSpark(SparkRuns runs) {
        this.runs = runs;
    }

    static Stream<List<String>> rules() {
        String none = "corrections.every=0";
        String some = "corrections.every=7";
        return Stream.of(
                List.of(some, "learning.rule=synthetic-gradients", "learning.synthesizer.head=sigmoid"),
                List.of(some, "learning.rule=synthetic-gradients", "learning.alpha=0.1"),
                List.of(some, "learning.rule=synthetic-gradients", "learning.update-probability=0.3"),
                List.of(some, "learning.rule=synthetic-gradients", "learning.gate=0.9", "learning.scale=0.5"),
                List.of(none, "learning.rule=synthetic-gradients", "learning.synthetic-inputs=true"),
                List.of(
                        none,
                        "learning.rule=locked",
                        "learning.micro-batches=4",
                        "learning.order=one-forward-one-backward"),
                List.of(none, "learning.rule=delayed"),
                List.of(none, "learning.rule=delayed", "learning.replay=true"),
                List.of(some, "learning.rule=feedback-alignment"),
                List.of(some, "learning.rule=direct-feedback-alignment"),
                List.of(some, "learning.rule=no-backpropagation"),
                List.of(some, "learning.rule=local-loss", "learning.auxiliary.hidden=[16]"),
                List.of(some, "learning.rule=interlocked", "learning.distance=1"),
                List.of(some, "learning.rule=interlocked", "learning.distance=2"),
                List.of(some, "learning.rule=[locked, local-loss]"),
                List.of(
                        some,
                        "learning.rule=synthetic-gradients",
                        "stages=[5, { layers = 5, every = 3 }]")); // an epoch has 32 batches
    }

    @ParameterizedTest
    @MethodSource("rules")
    void runInTwoPartsOnExecutorsEqualsTheWholeRunInOneProcess(List<String> rule)
            throws IOException, InterruptedException {
        String name = "rule-" + Integer.toHexString(rule.hashCode());
        String[] whole = with(rule, "training.deterministic=true", "training.epochs=2");
        String[] half = with(rule, "training.deterministic=true", "training.epochs=1");
        runs.run(runs.settings(name, half));
        RunResult result = runs.run(runs.settings(name, whole), true, new SparkRuns.Heard());
        Map<String, double[]> expected = runs.runInProcess(runs.settings(name, whole));
        Map<String, double[]> found = SparkRuns.model(result);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((tensor, values) -> assertArrayEquals(values, found.get(tensor), tensor));
    }

    private static String[] with(List<String> rule, String... more) {
        return Stream.concat(rule.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
