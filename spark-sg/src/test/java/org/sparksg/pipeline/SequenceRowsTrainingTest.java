package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.config.RunConfig;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.LocalLoss;
import org.sparksg.data.DataSets;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Examples;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.Attention;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.Residual;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Tally;
import org.sparksg.nn.Transformer;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Sequences of a table, of any length, in training. */
@Timeout(60)
class SequenceRowsTrainingTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Initializer GLOROT = new Initializer.GlorotUniform();

    @TempDir
    Path dir;

    /** Writes sequences of 3 to 8 steps of noise, whose class is told by the first step alone. */
    private String series(String name, int count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder table = new StringBuilder("id,t,x,z,y\n");
        for (int id = 0; id < count; id++) {
            int steps = random.nextInt(3, 9);
            int kind = random.nextInt(2);
            for (int t = 0; t < steps; t++) {
                double x = t == 0 ? 2 * kind - 1 : 2 * random.nextDouble() - 1;
                table.append(
                        id + "," + t + "," + x + "," + random.nextDouble() + "," + (kind == 0 ? "no" : "yes") + "\n");
            }
        }
        return Files.writeString(dir.resolve(name), table).toString();
    }

    private DataSettings data(int window, String label) throws IOException {
        String section = " { format = sequences, file = csv, path = \"%s\", key = id, order = t, features = [x, z],"
                + " window = " + window + ", label { column = y, " + label + " } }\n";
        return RunConfig.parse(
                        "x.conf",
                        "data { train" + section.formatted(series("train.csv", 200, 1)) + "test"
                                + section.formatted(series("test.csv", 100, 2)) + "}\nnetwork.layers = [{dense = 2}]",
                        List.of())
                .settings()
                .data();
    }

    @Test
    void anEarlyStepIsRemembered() throws IOException {
        DataSettings data = data(8, "kind = named, per = sequence");
        DataSummary found = data.open(HADOOP, 1);
        DataSets sets = data.load(HADOOP, 1, found);
        Recipe recipe = new Recipe();
        recipe.files = data;
        recipe.network = DataFit.network(
                new Architecture(List.of(new Recurrent(Cell.LSTM, 8, GLOROT), Dense.of(2)), new SoftmaxCrossEntropy()),
                found.schema());
        recipe.stages = List.of(1, 1);
        recipe.optimizer = OptimizerSettings.of(Adam.of(), 0.02);
        recipe.epochs = 25;
        recipe.batchSize = 10;
        recipe.train = sets.training();
        recipe.heldOut = sets.heldOut().orElseThrow();
        recipe.test = sets.test().orElseThrow();
        List<Event.Evaluation> evaluations = evaluations(recipe, found);
        Event.Evaluation last = evaluations.get(evaluations.size() - 1);
        assertEquals("test", last.split());
        assertEquals(100, last.examples());
        assertTrue(last.accuracy() > 0.95, "without memory 0.5: " + last);
    }

    private static List<Event.Evaluation> evaluations(Recipe recipe, DataSummary found) {
        Rig.Parts parts = new Rig.Parts();
        parts.kernels = stage -> new PortableKernels(Element.F64);
        return new Rig(recipe, parts, recipe.plan(found)).step().evaluations();
    }

    @Test
    void valuesOfOneSequenceThatGoesOnAreLearned() throws IOException {
        StringBuilder table = new StringBuilder("x,y\n");
        SplittableRandom random = new SplittableRandom(3);
        double before = 0;
        for (int t = 0; t < 323; t++) {
            double x = 2 * random.nextDouble() - 1;
            table.append(x + "," + before + "\n");
            before = x;
        }
        String path = Files.writeString(dir.resolve("one.csv"), table).toString();
        DataSettings data = RunConfig.parse(
                        "x.conf",
                        "data.train { format = sequences, file = csv, path = \"" + path
                                + "\", features = [x], window = 5,"
                                + " label { column = y, kind = value }, continued = true }\n"
                                + "network.layers = [{dense = 1}]",
                        List.of())
                .settings()
                .data();
        DataSummary found = data.open(HADOOP, 1);
        DataSets sets = data.load(HADOOP, 1, found);
        Recipe recipe = new Recipe();
        recipe.files = data;
        recipe.network = DataFit.network(
                new Architecture(List.of(new Recurrent(Cell.GRU, 6, GLOROT), Dense.of(1)), new SquaredError()),
                found.schema());
        recipe.stages = List.of(1, 1);
        recipe.optimizer = OptimizerSettings.of(Adam.of(), 0.02);
        recipe.epochs = 20;
        recipe.train = sets.training();
        recipe.heldOut = sets.heldOut().orElseThrow();
        recipe.test = null;
        List<Event.Evaluation> evaluations = evaluations(recipe, found);
        double last = evaluations.get(evaluations.size() - 1).loss();
        assertTrue(last < 1, "a guess of 0 at each of five steps: 1.67; " + last);
    }

    static Stream<Layer> layers() {
        return Stream.of(
                new Recurrent(Cell.LSTM, 4, GLOROT),
                new Recurrent(Cell.GRU, 4, GLOROT),
                new Residual(List.of(new Attention(1, true, false, GLOROT)), List.of()));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void stepsThatFillUpChangeNoGradient(Layer layer) throws IOException {
        String row = "id,t,x,z,y\na,1,1,3,0\na,2,-2,1,1\na,3,0.5,2,1\na,4,1,1,0\na,5,2,-1,1\n";
        Files.writeString(dir.resolve("five.csv"), row);
        double[] full = gradient(layer, five(5));
        double[] padded = gradient(layer, five(8));
        assertTrue(full[0] != 0);
        for (int i = 0; i < full.length; i++) {
            assertEquals(full[i], padded[i] * 8 / 5, 1e-12); // the loss is a mean over all steps of a window
        }
    }

    private Examples five(int window) throws IOException {
        String text = "data.train { format = sequences, file = csv, path = \"" + dir.resolve("five.csv")
                + "\", key = id, order = t, features = [x, z], label { column = y, classes = 2 }, window = " + window
                + " }\nnetwork.layers = [{dense = 2}]";
        return RunConfig.parse("x.conf", text, List.of())
                .settings()
                .data()
                .train()
                .load(HADOOP);
    }

    private static double[] gradient(Layer layer, Examples examples) {
        Kernels kernels = new PortableKernels(Element.F64);
        Network network = new Network(examples.features(), List.of(layer, Dense.of(2)), new SoftmaxCrossEntropy());
        Chain chain = new Chain(network, 0, 2, 1, Differentiation.FULL, kernels);
        Variables variables = chain.newVariables(3);
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        Tensor x = kernels.zeros(network.input().batch(1));
        Tensor y = kernels.zeros(network.target().batch(1));
        Tensor dy = kernels.zeros(network.output().batch(1));
        examples.gather(new int[] {0}, 0, x, y);
        Tensor output = pass.train(x, 0);
        network.loss().evaluate(kernels, output, y, dy, kernels.sum(), false);
        gradient.begin();
        pass.backwardToParameters(dy);
        return gradient.flat().toArray();
    }

    @Test
    void anEvaluationCountsTheStepsThatHaveAClass() throws IOException {
        Files.writeString(dir.resolve("five.csv"), "id,t,x,z,y\na,1,1,3,0\na,2,-2,1,1\nb,3,0.5,2,1\n");
        Examples examples = five(8);
        Kernels kernels = new PortableKernels(Element.F64);
        Network network = new Network(Shape.of(8, 2), List.of(Dense.of(2)), new SoftmaxCrossEntropy());
        Tensor x = kernels.zeros(network.input().batch(2));
        Tensor y = kernels.zeros(network.target().batch(2));
        examples.gather(new int[] {0, 1}, 0, x, y);
        Tally tally = new Tally(network, 2, kernels);
        tally.add(kernels.zeros(network.output().batch(2)), y);
        assertEquals(3, tally.sums().answers());
        assertEquals(3 * Math.log(2), tally.sums().loss(), 1e-12);
        assertEquals(1, tally.sums().right()); // class 0, the first of equal ones
        assertArrayEquals(new double[] {0, -1}, new double[] {y.get(0) * y.get(8), y.get(7)});
    }

    static Stream<Layer> layersThatSeeTheEnd() {
        return Stream.of(
                new Attention(1, false, false, GLOROT),
                new Transformer(1, 2, 4, false, false, 0, GLOROT),
                BatchNorm.of(),
                new Residual(List.of(new Attention(1, false, false, GLOROT)), List.of()));
    }

    @ParameterizedTest
    @MethodSource("layersThatSeeTheEnd")
    void layersThatWouldSeeStepsThatFillUpAreRefused(Layer layer) throws IOException {
        Recipe recipe = new Recipe();
        recipe.files = data(8, "kind = named");
        recipe.network = new Network(Shape.of(8, 2), List.of(layer, Dense.of(2)), new SoftmaxCrossEntropy());
        recipe.stages = List.of(2);
        DataSummary found = recipe.files.open(HADOOP, 1);
        String message =
                assertThrows(BadSetting.class, () -> recipe.plan(found)).getMessage();
        assertTrue(message.startsWith("network.layers[0] = " + layer.kind() + ": reads steps that are none"), message);
    }

    @Test
    void soAreSuchLayersBesideABoundaryAndComparisonsOfSteps() throws IOException {
        Recipe recipe = new Recipe();
        recipe.files = data(8, "kind = named");
        List<Layer> layers = List.of(new Recurrent(Cell.GRU, 3, GLOROT), Dense.of(2));
        recipe.network = new Network(Shape.of(8, 2), layers, new SoftmaxCrossEntropy());
        recipe.stages = List.of(1, 1);
        DataSummary found = recipe.files.open(HADOOP, 1);
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), 0.01);
        recipe.learning = Learning.of(new LocalLoss(new AuxiliarySettings(List.of(4), true, adam)));
        String head = assertThrows(BadSetting.class, () -> recipe.plan(found)).getMessage();
        assertTrue(head.contains("local loss") && head.contains("batch-norm: reads steps that are none"), head);
        recipe.learning = Learning.of(new LocalLoss(new AuxiliarySettings(List.of(4), false, 0.5, adam)));
        String similarity =
                assertThrows(BadSetting.class, () -> recipe.plan(found)).getMessage();
        assertTrue(similarity.startsWith("learning.auxiliary.similarity"), similarity);
        recipe.learning = Learning.of(new LocalLoss(new AuxiliarySettings(List.of(4), false, adam)));
        recipe.plan(found);
    }

    @Test
    void aNetworkMustAnswerAtEachStep() throws IOException {
        DataSummary found = data(8, "kind = named, per = sequence").open(HADOOP, 1);
        Architecture wide =
                new Architecture(List.of(new Recurrent(Cell.GRU, 3, GLOROT), Dense.of(3)), new SoftmaxCrossEntropy());
        String message = assertThrows(BadSetting.class, () -> DataFit.network(wide, found.schema()))
                .getMessage();
        assertTrue(
                message.contains("network.layers[1].dense.units = 3: the data have 2 classes for each step"), message);
        Architecture flat = new Architecture(
                List.of(new Recurrent(Cell.GRU, 3, GLOROT), new LastStep(), Dense.of(2)), new SoftmaxCrossEntropy());
        assertThrows(BadSetting.class, () -> DataFit.network(flat, found.schema()));
    }
}
