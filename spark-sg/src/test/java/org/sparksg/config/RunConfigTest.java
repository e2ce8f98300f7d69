package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.credit.Context;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.Digits;
import org.sparksg.data.Schema;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Proximal;
import org.sparksg.nn.Relu;
import org.sparksg.optim.Adam;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;

class RunConfigTest {
    private static final String SMALL = """
            data.train.format = digits
            network.layers = [ {dense = 16}, relu, {dense = 10} ]
            """;

    @Test
    void whatIsLeftOutHasItsDefault() {
        RunSettings settings = read(SMALL);
        assertEquals("run", settings.name());
        assertEquals(new Digits(10_000, 1), settings.data().train());
        assertEquals(new Cut.Auto(0), settings.cut());
        assertEquals(Duration.ofSeconds(30), settings.transport().timeout());
        SyntheticGradients learning = (SyntheticGradients) settings.learning().rule(0);
        assertEquals(Context.LABEL, learning.synthesizer().context());
        assertEquals(
                new OptimizerSettings(
                        Adam.of(), new LearningRate.Constant(0.001), new org.sparksg.optim.Clipping.None(), 0, true),
                settings.optimizer());
    }

    @Test
    void optimizerTakesAnImplicitStep() {
        assertEquals(
                new Proximal(0.05, 3),
                read(SMALL + "optimizer { type = sgd, proximal { step = 0.05, iterations = 3 } }")
                        .optimizer()
                        .proximal());
        assertEquals(
                Proximal.NONE,
                read(SMALL + "optimizer.proximal.iterations = 3").optimizer().proximal());
    }

    @Test
    void layersHaveShortAndLongForms() {
        RunSettings settings = read(SMALL + """
                network.initializer = glorot-uniform
                network.layers = [
                  { dense { units = 16, initializer = {normal = 0.1}, bias = false } }
                  batch-norm
                  relu
                  { dropout = 0.25 }
                  { dense = 10 }
                ]
                """);
        assertEquals(
                List.of(
                        new Dense(16, new Initializer.Normal(0.1), false),
                        BatchNorm.of(),
                        new Relu(),
                        new Dropout(0.25),
                        new Dense(10, new Initializer.GlorotUniform(), true)),
                settings.architecture().layers());
    }

    @Test
    void inputOfTheNetworkComesFromTheData() {
        Schema digits = new Schema(Shape.of(28, 28, 1), List.of(), Shape.of(10), "", true, List.of());
        assertEquals(Shape.of(28, 28, 1), read(SMALL).network(digits).input());
    }

    @Test
    void stagesHaveFiveForms() {
        assertEquals(new Cut.Count(2), read(SMALL + "stages = 2").cut());
        assertEquals(
                new Cut.Layers(List.of(2, 1)), read(SMALL + "stages = [2, 1]").cut());
        assertEquals(
                new Cut.Layers(List.of(1, 1, 1), List.of(1, 1, 4)),
                read(SMALL + "stages = [1, { layers = 1 }, { layers = 1, every = 4 }]")
                        .cut());
        assertEquals(new Cut.Auto(0), read(SMALL + "stages = auto").cut());
        assertEquals(new Cut.Auto(2), read(SMALL + "stages = \"auto:2\"").cut());
    }

    @Test
    void learningRateMayBeASchedule() {
        RunSettings settings = read(
                SMALL
                        + "optimizer.learning-rate { schedule = cosine, initial = 0.01, floor = 1e-4, steps = 500, warm-up = 20 }");
        assertEquals(
                new LearningRate.Warmup(20, new LearningRate.Cosine(0.01, 1e-4, 500)),
                settings.optimizer().learningRate());
    }

    @Test
    void precisionMayDifferByStage() {
        RunSettings settings = read(SMALL + "stages = 2, compute.precision = [f32, bf16]");
        assertEquals(List.of(Precision.F32, Precision.BF16), settings.compute().precision());
    }

    @Test
    void delaysAreDurations() {
        assertEquals(
                Duration.ofMillis(20),
                read(SMALL + "transport.faults.delay = 20ms")
                        .transport()
                        .faults()
                        .delay());
    }

    @Test
    void lastOverrideWins() {
        RunConfig config = RunConfig.parse(
                "x.conf", SMALL + "training.epochs = 3", List.of("training.epochs=4", "training.epochs=5"));
        assertEquals(5, config.settings().training().epochs());
    }

    @Test
    void overridesNeedNoQuotes() {
        RunConfig config = RunConfig.parse("x.conf", SMALL, List.of("output.directory=hdfs://host:8020/runs"));
        assertEquals("hdfs://host:8020/runs", config.settings().output().directory());
    }

    @Test
    void oneOverrideComparesTwoRules() {
        String text = SMALL + "learning { warm-up = 10, synthesizer.hidden = [8] }";
        RunConfig config = RunConfig.parse("x.conf", text, List.of("learning.rule=locked"));
        assertEquals(Learning.locked(1), config.settings().learning());
    }

    @Test
    void sparkPropertiesPassThrough() {
        RunConfig config = RunConfig.parse(
                "x.conf", SMALL + "spark { executor { memory = 2g }, \"task.maxFailures\" = 1 }", List.of());
        assertEquals(Map.of("spark.executor.memory", "2g", "spark.task.maxFailures", "1"), config.spark());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stages = [2, 1], spark.executor.memory = 2g, name = on",
                "stages = \"auto:2\", learning.rule = locked, learning.micro-batches = 4",
                "network.layers = [{dense = {units = 10, initializer = {normal = 0.1}}}], seed = 7",
                "optimizer { type = sgd, momentum = 0.9, clip-norm = 1, learning-rate { schedule = steps, initial = 0.1,"
                        + " factor = 0.5, boundaries = [10, 20], warm-up = 5 } }",
                "transport { ports = \"40000-40010\", timeout = 1500ms, faults.delay = 20ms }, compute.precision = bf16",
                "data.train = {format = csv, path = \"a b\", separator = tab, label = {column = \"0\", classes = 10}}"
            })
    void printedConfigReadsBackAsEqualSettings(String more) {
        RunConfig config = RunConfig.parse("x.conf", SMALL + more, List.of());
        RunConfig again = RunConfig.parse("printed", config.render(), List.of());
        assertEquals(config.settings(), again.settings(), config.render());
        assertEquals(config.spark(), again.spark());
        assertEquals(config.settings().data(), again.settings().data());
    }

    @Test
    void printedConfigSaysWhereValuesComeFrom() {
        String printed = RunConfig.parse("x.conf", SMALL + "training.window = 2", List.of("training.epochs=5"))
                .render();
        assertTrue(printed.contains("  epochs = 5  # --set\n  batch-size = 128  # default\n  window = 2\n"), printed);
    }

    private static RunSettings read(String text) {
        return RunConfig.parse("x.conf", text, List.of()).settings();
    }

    @Test
    void wholeNumbersBeyondDoublesKeepTheirDigits() {
        RunConfig config = RunConfig.parse(
                "x.conf",
                "seed = 9007199254740993, data.train.format = digits, network.layers = [{dense = 10}]",
                List.of());
        assertEquals(9_007_199_254_740_993L, config.settings().seed());
    }

    @Test
    void numbersAreDecimal() {
        for (String number : List.of("5.1f", "1d", "0x1p3", "NaN", "Infinity")) {
            String text = "optimizer.learning-rate = \"" + number
                    + "\", data.train.format = digits, network.layers = [{dense = 10}]";
            var refusal = assertThrows(ConfigException.class, () -> RunConfig.parse("x.conf", text, List.of()));
            assertTrue(refusal.getMessage().contains("learning-rate = " + number + ": must be"), refusal.getMessage());
        }
    }
}
