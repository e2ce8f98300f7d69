package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Schema;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Shape;

class ConfigErrorsTest {
    private static final String GOOD = """
            data.train.format = digits
            network.layers = [
              {dense = 16}, relu,
              {dense = 10}
            ]
            stages = 2
            """;
    private static final Schema DIGITS = new Schema(Shape.of(28, 28, 1), List.of(), Shape.of(10), "", true, List.of());

    @Test
    void typoGetsASuggestion() {
        assertProblem(
                "x.conf:7: optimizer.learning-rte: unknown key; one of [type, beta1, beta2, epsilon, learning-rate,"
                        + " clip-norm, clip-value, weight-decay, decoupled-weight-decay, proximal]; did you mean learning-rate?",
                "optimizer.learning-rte = 0.1");
    }

    @Test
    void keyOfAnotherSectionIsFound() {
        assertProblem(
                "x.conf:7: batch-size: unknown key; one of [name, seed, output, data, network, stages, learning, corrections,"
                        + " optimizer, training, evaluation, checkpoint, early-stopping, compute, transport, recovery, vars,"
                        + " spark]; did you mean training.batch-size?",
                "batch-size = 64");
    }

    @Test
    void allUnknownKeysAreReportedAtOnce() {
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> RunConfig.parse("x.conf", GOOD + "trainig.epochs = 3\nsed = 4", List.of()));
        assertEquals(2, e.problems().size(), e.getMessage());
    }

    @Test
    void wrongTypeNamesKeyAndValue() {
        assertProblem("x.conf:7: training.epochs = many: must be a whole number", "training.epochs = many");
        assertProblem(
                "x.conf:7: training.epochs = 2.5: must be a whole number of at most 2147483647",
                "training.epochs = 2.5");
        assertProblem("x.conf:7: training.deterministic = 3: must be true or false", "training.deterministic = 3");
        assertProblem(
                "x.conf:7: transport.timeout = soon: must be a duration such as 20ms, 30s or 5m",
                "transport.timeout = soon");
        assertProblem("x.conf:7: training = 5: must be a section: training { ... }", "training = 5");
        assertProblem("x.conf:7: training.epochs = [1]: must be a single value", "training.epochs = [1]");
    }

    @Test
    void valueOutOfRangeGetsRuleAndUsualValue() {
        assertProblem(
                "x.conf:7: optimizer.learning-rate = -0.1: must be > 0 (Adam's usual value is 0.001)",
                "optimizer.learning-rate = -0.1");
        assertProblem("x.conf:7: training.batch-size = 0: must be >= 1", "training.batch-size = 0");
        assertProblem("x.conf:7: data.held-out = 1.5: must be >= 0 and < 1", "data.held-out = 1.5");
        assertProblem("x.conf:7: data.train.count = 0: must be >= 1", "data.train.count = 0");
        assertProblem("x.conf:7: learning.lambda = 2: must be between 0 and 1", "learning.lambda = 2");
        assertProblem(
                "x.conf:7: evaluation.every = -1: must be >= 0 (0 is the end of each epoch)", "evaluation.every = -1");
        assertProblem("x.conf:7: optimizer.clip-norm = 0: must be > 0", "optimizer.clip-norm = 0");
        assertProblem("x.conf:7: stages = 0: must be >= 1", "stages = 0");
        assertProblem("x.conf:7: optimizer.proximal.step = -1: must be >= 0", "optimizer.proximal.step = -1");
        assertProblem(
                "x.conf:7: optimizer.proximal.iterations = 0: must be >= 1 if step is above 0",
                "optimizer.proximal { step = 0.1, iterations = 0 }");
    }

    @Test
    void missingRequiredKeySaysWhatToGive() {
        assertProblems(
                "x.conf",
                "network.layers = [{dense = 10}]",
                "x.conf: data.train.format is missing: give digits | points | copy | repeat-copy | idx | cifar10 | image-folder | text | csv | parquet | libsvm | sequences, the"
                        + " format of the examples; digits, points, copy and repeat-copy are drawn by the library and need no files");
        assertProblems(
                "x.conf",
                "data.train.format = digits",
                "x.conf: network.layers is missing: give a list of layers, such as [ {dense = 256}, batch-norm, relu,"
                        + " {dense = 10} ]");
    }

    @Test
    void missingKeyAndTheTypoOfItAreReportedTogether() {
        assertProblems(
                "x.conf",
                "data.train { format = idx, image = a, labels = b }\nnetwork.layers = [{dense = 10}]",
                "x.conf:1: data.train.images is missing: give text, the IDX file of the images, plain or .gz",
                "x.conf:1: data.train.image: unknown key; one of [format, images, labels, classes, image-rows, in-memory]; did"
                        + " you mean images?");
    }

    @Test
    void onlyTablesCanBeLeftOutOfMemory() {
        assertProblems(
                "x.conf",
                "data.train { format = digits, in-memory = false }\nnetwork.layers = [{dense = 10}]",
                "x.conf:1: data.train.in-memory = false: must be true or auto: only tables (csv, parquet, libsvm) are"
                        + " read while they are used; what is drawn, images and sequences are held in memory");
    }

    @Test
    void unknownLayerGetsASuggestion() {
        assertProblem(
                "x.conf:7: network.layers[1] = rleu: unknown layer rleu; one of [dense, batch-norm, relu, tanh, sigmoid,"
                        + " identity, conv, max-pool, average-pool, global-average-pool, group-norm, layer-norm, normalise, gelu, silu,"
                        + " leaky-relu, softplus, flatten, residual, repeat, recomputed, dropout, embedding, lstm,"
                        + " gru, rnn, last-step, image-rows, positions, attention, transformer]; did you mean relu?",
                "network.layers = [{dense = 10}, rleu]");
    }

    @Test
    void layersWrittenAsOneEntryAreRefused() {
        assertProblem(
                "x.conf:7: network.layers[0] = {relu = {}, dense = 10}: must be a kind of layer with its settings, such as"
                        + " relu or {dense = 256}; write each layer as an entry of its own",
                "network.layers = [{dense = 10, relu = {}}]");
    }

    @Test
    void valueThatStandsTwiceInALayerIsRefused() {
        assertProblem(
                "x.conf:7: network.layers[0] = {units = 20, dense = 10}: dense stands for units: give one of them",
                "network.layers = [{dense = 10, units = 20}]");
    }

    @Test
    void unknownWordListsTheKnownOnes() {
        assertProblem(
                "x.conf:7: compute.backend = gpu: unknown; one of [auto, portable, cpu]; did you mean cpu?",
                "compute.backend = gpu");
        assertProblem(
                "x.conf:7: learning.rule = syntetic-gradients: unknown; one of [synthetic-gradients, locked, delayed,"
                        + " no-backpropagation, feedback-alignment, direct-feedback-alignment, kickback, target-projection,"
                        + " local-loss, interlocked]; did you mean synthetic-gradients?",
                "learning.rule = syntetic-gradients");
        assertProblem(
                "x.conf:7: network.initializer = xavier: unknown initializer; one of [he-normal, glorot-uniform, orthogonal, normal,"
                        + " uniform, constant]",
                "network.initializer = xavier");
    }

    @Test
    void duplicateClassNamesAreRefused() {
        assertProblem(
                "x.conf:7: data.train.label.names = [a, a]: must be empty, or two or more different names",
                "data.train = {format = csv, path = p, label = {column = c, kind = named, names = [a, a]}}");
    }

    @Test
    void sequencesThatCannotBeReadAreRefused() {
        String begin = "x.conf:7: data.train.";
        String section = "data.train = {format = sequences, path = p, file = parquet, ";
        assertProblem(
                begin
                        + "continued = true: must be false where key tells sequences apart: they end, and none goes on where"
                        + " another ended; leave key out if all rows are one sequence",
                section + "key = k, features = [x], label.column = y, continued = true}");
        assertProblem(
                begin
                        + "label.per = sequence: must be step for label.kind = value: squared-error counts every step, so each"
                        + " needs a value",
                section + "key = k, features = [x], label {column = y, kind = value, per = sequence}}");
        assertProblem(
                begin + "label.column: must be the column to predict: only of ids can it be left out: then the id that"
                        + " follows is predicted",
                section + "key = k, features = [x]}");
        assertProblem(
                begin
                        + "features = []: must be the columns of numbers of a step: or be left out where ids names a column of"
                        + " ids",
                section + "key = k, label.column = y}");
        assertProblem(
                begin
                        + "separator: unknown key; one of [format, path, file, key, order, window, features, ids, vocabulary,"
                        + " label, continued, in-memory]; separator goes with csv",
                section + "key = k, ids = x, separator = \";\"}");
    }

    @Test
    void keyOfAnotherOptimizerIsRefused() {
        assertProblem(
                "x.conf:7: optimizer.momentum: unknown key; one of [type, beta1, beta2, epsilon, learning-rate,"
                        + " clip-norm, clip-value, weight-decay, decoupled-weight-decay, proximal]; momentum goes with sgd",
                "optimizer { type = adam, momentum = 0.9 }");
    }

    @Test
    void nameThatIsNoFolderIsRefused() {
        assertProblem(
                "x.conf:7: name = a b: must be made of letters, digits, '.', '_' and '-': it names a folder",
                "name = a b");
    }

    @Test
    void tooManyStagesAreRefused() {
        assertMisfit(
                "x.conf:7: stages = 5: the network has 3 layers: use at most 3 stages, or add layers", "stages = 5");
    }

    @Test
    void stagesThatDoNotAddUpAreRefused() {
        assertMisfit(
                "x.conf:7: stages = [1, 1]: these are 2 layers, the network has 3: every layer must stand in exactly one"
                        + " stage",
                "stages = [1, 1]");
    }

    @Test
    void stagesWithoutAClockOfTheirOwnAreRefused() {
        assertProblem(
                "x.conf:7: stages = [2, {layers = 1, every = 0}]: stage 1 has every = 0: must be >= 1",
                "stages = [2, { layers = 1, every = 0 }]");
        assertProblem(
                "x.conf:7: stages = [{layers = 2, every = 2}, 1]: stage 0 has every = 2: must be 1: the first stage trains"
                        + " on every batch",
                "stages = [{ layers = 2, every = 2 }, 1]");
        assertProblem(
                "x.conf:7: stages = [2, {every = 2}]: stage 1 does not say how many layers it has: { layers = 2, every = 4 }",
                "stages = [2, { every = 2 }]");
        assertProblem(
                "x.conf:7: stages = [2, {evry = 2, layers = 1}]: stage 1 has evry: must be layers or every",
                "stages = [2, { layers = 1, evry = 2 }]");
    }

    @Test
    void aStageThatWouldNeverTrainIsRefused() {
        assertMisfit(
                "x.conf:7: stages: the last stage trains once in 1000 batches, and the run has 10: it would never train: make"
                        + " every smaller, or training.epochs larger",
                "stages = [2, { layers = 1, every = 1000 }]");
    }

    @Test
    void lastLayerThatDoesNotFitTheClassesIsRefused() {
        assertMisfit(
                "x.conf:7: network.layers[0].dense.units = 12: the data have 10 classes, so the last dense layer must"
                        + " have 10 units",
                "network.layers = [{dense = 12}], stages = 1");
    }

    @Test
    void onePrecisionPerStageIsAskedFor() {
        assertMisfit(
                "x.conf:7: compute.precision: 3 entries for 2 stages: give one entry for all, or one per stage",
                "compute.precision = [f32, bf16, f32]");
    }

    @Test
    void layerThatDoesNotFitIsRefused() {
        assertMisfit(
                "x.conf:7: network.layers: layer 1.conv, fed with the output of 0.flatten of shape [784]: input"
                        + " = [784]: must be an image [height, width, channels]",
                "network.layers = [flatten, {conv = 8, stride = 2}, {dense = 10}], stages = 1");
    }

    @Test
    void overrideIsBlamedForItsOwnErrors() {
        ConfigException e = assertThrows(
                ConfigException.class, () -> RunConfig.parse("x.conf", GOOD, List.of("training.epochs=0")));
        assertEquals("--set: training.epochs = 0: must be >= 1", e.getMessage());
        e = assertThrows(ConfigException.class, () -> RunConfig.parse("x.conf", GOOD, List.of("training.epochs")));
        assertEquals("--set training.epochs: must be KEY=VALUE, such as training.epochs=5", e.getMessage());
    }

    @Test
    void brokenTextNamesTheLine() {
        ConfigException e =
                assertThrows(ConfigException.class, () -> RunConfig.parse("x.conf", "a {\n b = 1\n", List.of()));
        assertEquals("x.conf:3", e.getMessage().substring(0, 8));
    }

    @Test
    void unknownSubstitutionNamesTheLine() {
        assertProblem(
                "x.conf:7: Could not resolve substitution to a value: ${NO_SUCH_VARIABLE_HERE}",
                "name = ${NO_SUCH_VARIABLE_HERE}");
        ConfigException e = assertThrows(
                ConfigException.class, () -> RunConfig.parse("x.conf", GOOD, List.of("name=${NO_SUCH_VARIABLE_HERE}")));
        assertEquals("--set: Could not resolve substitution to a value: ${NO_SUCH_VARIABLE_HERE}", e.getMessage());
    }

    @Test
    void missingFileListsItsNeighbours(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("quickstart.conf"), GOOD);
        Path file = directory.resolve("quikstart.conf");
        ConfigException e = assertThrows(ConfigException.class, () -> RunConfig.read(file, List.of(), path -> path));
        assertEquals(
                file + ": no such file; here are [quickstart.conf]; did you mean quickstart.conf?", e.getMessage());
    }

    /** Asserts what is said of a file that is right but for its last line, the seventh. */
    static void assertProblem(String expected, String line) {
        assertProblems("x.conf", GOOD + line, expected);
    }

    private static void assertProblems(String name, String text, String... expected) {
        ConfigException e = assertThrows(ConfigException.class, () -> RunConfig.parse(name, text, List.of()));
        assertEquals(List.of(expected), e.problems());
    }

    private static void assertMisfit(String expected, String line) {
        RunConfig config = RunConfig.parse("x.conf", GOOD + line, List.of());
        RunSettings settings = config.settings();
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> config.located(() -> {
                    Network network = settings.network(DIGITS);
                    Costs costs = Costs.flops(network, settings.learning());
                    return new RunPlan(
                            settings,
                            new DataSummary(DIGITS, 100, 0, 0, ""),
                            network,
                            Partition.of(network, settings.cut(), costs));
                }));
        assertEquals(expected, e.getMessage());
    }
}
