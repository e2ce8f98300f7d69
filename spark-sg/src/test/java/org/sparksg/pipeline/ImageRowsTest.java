package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.config.RunConfig;
import org.sparksg.credit.Context;
import org.sparksg.credit.FutureGradients;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.data.DataException;
import org.sparksg.data.DataSets;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Examples;
import org.sparksg.data.Idx;
import org.sparksg.data.ImageRows;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Tensor;

/** Images whose class their first row tells, read row by row. */
@Timeout(60)
class ImageRowsTest {
    private static final Configuration HADOOP = new Configuration();
    private static final int HEIGHT = 4;
    private static final int WIDTH = 2;

    @TempDir
    Path dir;

    /** The first pixel tells the class; the last one numbers the images, the others are noise. */
    private Idx images(String name, int count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        var pixels = new ByteArrayOutputStream();
        var labels = new ByteArrayOutputStream();
        var pixelData = new DataOutputStream(pixels);
        var labelData = new DataOutputStream(labels);
        for (int number : List.of(0x803, count, HEIGHT, WIDTH)) {
            pixelData.writeInt(number);
        }
        for (int number : List.of(0x801, count)) {
            labelData.writeInt(number);
        }
        for (int image = 0; image < count; image++) {
            int label = random.nextInt(2);
            labelData.writeByte(label);
            for (int i = 0; i < HEIGHT * WIDTH; i++) {
                boolean last = i == HEIGHT * WIDTH - 1;
                pixelData.writeByte(i == 0 ? 255 * label : last ? image : random.nextInt(256));
            }
        }
        Path images = Files.write(dir.resolve(name + "-images"), pixels.toByteArray());
        Path classes = Files.write(dir.resolve(name + "-labels"), labels.toByteArray());
        return new Idx(images.toString(), classes.toString(), 2);
    }

    private DataSettings data(int rows, int count, double heldOut) throws IOException {
        return new DataSettings(
                new ImageRows(images("train", count, 1), rows), new ImageRows(images("test", 48, 2), rows), heldOut);
    }

    @Test
    void windowsOfAnImageFollowEachOtherAndItsClassStandsAtTheEnd() throws IOException {
        DataSettings data = data(2, 5, 0);
        DataSummary found = data.open(HADOOP, 1);
        assertEquals(10, found.train());
        ExampleReader streams = data.load(HADOOP, 1, found).training().streams(2, 7);
        TreeSet<String> orders = new TreeSet<>();
        try (Kernels kernels = new PortableKernels(Element.F64)) {
            Tensor x = kernels.zeros(found.schema().features().batch(2));
            Tensor y = kernels.zeros(found.schema().target().batch(2));
            for (long epoch = 0; epoch < 4; epoch++) {
                List<Integer> images = new ArrayList<>();
                for (int group = 0; group < 2; group++) { // of two images; the fifth one is left over
                    streams.read(epoch, 4 * group, x, y);
                    double[] first = x.toArray();
                    assertArrayEquals(new double[] {-1, -1, -1, -1}, y.toArray());
                    streams.read(epoch, 4 * group + 2, x, y);
                    for (int row = 0; row < 2; row++) {
                        assertEquals(first[4 * row], y.get(2 * row + 1), "the first pixel tells the class");
                        assertEquals(-1, y.get(2 * row));
                        images.add((int) Math.round(255 * x.get(4 * row + 3)));
                    }
                }
                assertEquals(4, new TreeSet<>(images).size());
                orders.add(images.toString());
            }
        }
        assertTrue(orders.size() > 1, "epochs have orders of their own: " + orders);
    }

    @Test
    void wholeImagesAreHeldOut() throws IOException {
        DataSettings data = data(2, 5, 0.4);
        DataSummary found = data.open(HADOOP, 1);
        assertEquals(List.of(6, 4), List.of(found.train(), found.validation()));
        DataSets sets = data.load(HADOOP, 1, found);
        TreeSet<Integer> images = new TreeSet<>(numbers(sets.training(), found));
        images.addAll(numbers(sets.heldOut().orElseThrow(), found));
        assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(images));
    }

    private static List<Integer> numbers(Examples examples, DataSummary found) {
        List<Integer> numbers = new ArrayList<>();
        try (Kernels kernels = new PortableKernels(Element.F64)) {
            Tensor x = kernels.zeros(found.schema().features().batch(1));
            Tensor y = kernels.zeros(found.schema().target().batch(1));
            ExampleReader one = examples.streams(1);
            for (int window = 1; window < examples.count(); window += 2) {
                one.read(0, window, x, y);
                numbers.add((int) Math.round(255 * x.get(3)));
            }
        }
        return numbers;
    }

    private Recipe recipe(DataSettings data, DataSummary found, Integer... stages) throws IOException {
        DataSets sets = data.load(HADOOP, 1, found);
        Initializer glorot = new Initializer.GlorotUniform();
        Recipe recipe = new Recipe();
        recipe.files = data;
        recipe.network = DataFit.network(
                new Architecture(
                        List.of(new Recurrent(Cell.LSTM, 6, glorot), new Recurrent(Cell.GRU, 5, glorot), Dense.of(2)),
                        new SoftmaxCrossEntropy()),
                found.schema());
        recipe.stages = List.of(stages);
        recipe.optimizer = OptimizerSettings.of(Adam.of(), 0.02);
        recipe.batchSize = 8;
        recipe.epochs = 30;
        recipe.train = sets.training();
        recipe.heldOut = null;
        recipe.test = sets.test().orElseThrow();
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), 0.002);
        recipe.learning = Learning.locked(1)
                .through(new FutureGradients(new SynthesizerSettings(List.of(8), false, Context.NONE, adam), 0.1, 0));
        return recipe;
    }

    private static Rig run(Recipe recipe, DataSummary found, Rig.Parts parts) {
        parts.kernels = stage -> new PortableKernels(Element.F64);
        return new Rig(recipe, parts, recipe.plan(found)).step();
    }

    @ParameterizedTest
    @CsvSource({"2", "4"})
    void whatTheFirstRowToldIsKnownAtTheLast(int rows) throws IOException {
        DataSettings data = data(rows, 96, 0);
        DataSummary found = data.open(HADOOP, 1);
        List<Event.Evaluation> evaluations =
                run(recipe(data, found, 3), found, new Rig.Parts()).evaluations();
        Event.Evaluation last = evaluations.get(evaluations.size() - 1);
        assertTrue(last.accuracy() > 0.95, "without memory 0.5: " + last);
        assertEquals(48L * HEIGHT / rows, last.examples());
    }

    @Test
    void runsInStagesThatResumeInTheMiddleOfAnImageGiveTheSameBits() throws IOException {
        DataSettings data = data(1, 26, 0); // two are left over
        DataSummary found = data.open(HADOOP, 1);
        Recipe recipe = recipe(data, found, 1, 2);
        recipe.epochs = 2;
        recipe.milestones = new Milestones(5, 6); // evaluated and saved within images
        RunPlan plan = recipe.plan(found);
        assertEquals(24, plan.calendar().batches());
        for (long batch = 0; batch < 24; batch++) {
            assertEquals(batch % 4 == 0, plan.startsAnew(plan.stages().get(1), batch));
        }
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = run(recipe, found, parts).state();
        Rig.Parts resumed = new Rig.Parts();
        resumed.from = saved.byBatches().get(6L);
        run(recipe, found, resumed).state().assertSameAs(whole, recipe);
        recipe.milestones = new Milestones(0, 0);
        run(recipe, found, new Rig.Parts()).state().assertSameAs(whole, "without evaluations");
    }

    @Test
    void windowsThatDoNotFitAreRefused() throws IOException {
        DataSettings data = data(3, 5, 0);
        String message =
                assertThrows(BadSetting.class, () -> data.open(HADOOP, 1)).getMessage();
        assertTrue(message.startsWith("data.train.image-rows = 3: images have 4 rows"), message);
        DataSettings whole = new DataSettings(images("a", 5, 1), images("b", 5, 1), 0);
        assertEquals(5, whole.open(HADOOP, 1).train());
        DataSettings mixed = new DataSettings(new ImageRows(images("a", 5, 1), 2), images("b", 5, 1), 0);
        assertThrows(DataException.class, () -> mixed.open(HADOOP, 1));
    }

    @Test
    void theyAreReadFromAConfFile() throws IOException {
        Idx images = images("train", 5, 1);
        DataSettings read = RunConfig.parse(
                        "x.conf",
                        "data.train { format = idx, images = \"" + images.images() + "\", labels = \"" + images.labels()
                                + "\", classes = 2, image-rows = 2 }\nnetwork.layers = [{ lstm = 3 }, { dense = 2 }]",
                        List.of())
                .settings()
                .data();
        assertEquals(new ImageRows(images, 2), read.train());
    }
}
