package org.sparksg.config;

import java.util.ArrayList;
import java.util.List;

/** All keys of a conf file, from the very objects that read them: the README's table and the tests use it. */
public final class ConfigReference {
    private static final List<Row> ROWS = new ConfigReference().all();

    private final List<Row> rows = new ArrayList<>();

    private ConfigReference() {}

    private List<Row> all() {
        run();
        data();
        network();
        learning();
        rest();
        return List.copyOf(rows);
    }

    /**
     * One key.
     *
     * @param path the full key
     * @param variant where the key exists for some formats or types only, their names; else empty
     * @param type what its value is
     * @param initial the default; empty if there is none
     * @param sentence what it means
     */
    public record Row(String path, String variant, String type, String initial, String sentence) {}

    /** Returns all keys, section by section. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** Returns the table of all keys in Markdown. */
    public static String markdown() {
        StringBuilder table = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Row row : ROWS) {
            String initial = row.initial().isEmpty() || row.initial().equals("required")
                    ? row.initial()
                    : "`" + row.initial() + "`";
            table.append("| `%s` | %s | %s | %s |%n".formatted(row.path(), cell(row.type()), initial, meaning(row)));
        }
        return table.toString();
    }

    private static String meaning(Row row) {
        return cell((row.variant().isEmpty() ? "" : row.variant() + ": ") + row.sentence());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** Returns the end of a message about a key that is not known where it stands, but is elsewhere; or nothing. */
    static String elsewhere(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        String same = path.replace("data.test.", "data.train.")
                .replaceFirst("learning\\.(synthesizer|inputs|auxiliary)\\.optimizer\\.", "optimizer.");
        for (Row row : ROWS) {
            if (row.path().equals(same) && !row.variant().isEmpty()) {
                return "; " + name + " goes with " + row.variant();
            }
        }
        List<String> paths = ROWS.stream()
                .map(Row::path)
                .filter(other -> !other.contains("[]") && other.endsWith("." + name))
                .toList();
        return paths.size() == 1 ? "; did you mean " + paths.get(0) + "?" : "";
    }

    private void section(String path, Key<?>... keys) {
        for (Key<?> key : keys) {
            rows.add(new Row(path + key.name(), "", key.type().label(), key.initialText(), key.sentence()));
        }
    }

    private void alike(String path, String other, String sentence) {
        rows.add(new Row(path, "", "a section", "", sentence + ", with the keys of `" + other + "`"));
    }

    private void run() {
        rows.add(new Row("name", "", "text", "the name of the file", "names the folder of the results"));
        section("", RunConfig.SEED);
        section(
                "output.",
                TrainingKeys.DIRECTORY,
                TrainingKeys.TIMELINE_EVERY,
                TrainingKeys.KEEP_CHECKPOINTS,
                TrainingKeys.MODEL);
    }

    private void data() {
        section("data.train.", DataKeys.FORMAT);
        when("data.train.", "digits, points", DataKeys.COUNT, DataKeys.SEED);
        when("data.train.", "points", DataKeys.RULE, DataKeys.DIMENSIONS, DataKeys.PLANE);
        when("data.train.", "idx", DataKeys.IMAGES, DataKeys.LABELS, DataKeys.CLASSES);
        when("data.train.", "cifar10", DataKeys.FILES);
        when("data.train.", "csv, parquet", DataKeys.PATH, DataKeys.FEATURES);
        when("data.train.", "csv", DataKeys.HEADER, DataKeys.SEPARATOR);
        when("data.train.label.", "csv, parquet", DataKeys.COLUMN, DataKeys.KIND);
        when("data.train.label.", "numbered", DataKeys.CLASSES);
        when("data.train.label.", "named", DataKeys.NAMES);
        alike("data.test", "data.train", "data of their own to test on, or left out");
        section("data.", DataKeys.HELD_OUT);
    }

    private void when(String path, String variant, Key<?>... keys) {
        for (Key<?> key : keys) {
            rows.add(new Row(path + key.name(), variant, key.type().label(), key.initialText(), key.sentence()));
        }
    }

    private void network() {
        section("network.", NetworkKeys.LAYERS);
        section("network.layers[].dense.", LayerKeys.UNITS, LayerKeys.INITIALIZER, LayerKeys.BIAS);
        section("network.layers[].batch-norm.", LayerKeys.MOMENTUM, LayerKeys.EPSILON);
        rows.add(new Row("network.layers[]", "", "relu | tanh | sigmoid | identity", "", "layers without settings"));
        section("network.layers[].dropout.", LayerKeys.RATE);
        section("network.", NetworkKeys.LOSS, NetworkKeys.INITIALIZER);
        section("", RunConfig.STAGES);
    }

    private void learning() {
        section(
                "learning.",
                LearningKeys.RULE,
                LearningKeys.MICRO_BATCHES,
                LearningKeys.ORDER,
                LearningKeys.UPDATE_PROBABILITY,
                LearningKeys.SYNTHETIC_INPUTS,
                LearningKeys.WARM_UP,
                LearningKeys.LAMBDA,
                LearningKeys.LEARN_EVERY,
                LearningKeys.SCALE,
                LearningKeys.ALPHA,
                LearningKeys.GATE,
                LearningKeys.DELAY,
                LearningKeys.REPLAY,
                LearningKeys.DISTANCE);
        section("learning.synthesizer.", ModelKeys.HIDDEN, ModelKeys.BATCH_NORM, ModelKeys.CONTEXT, ModelKeys.HEAD);
        alike("learning.synthesizer.optimizer", "optimizer", "the synthesizers' own optimizer");
        section("learning.inputs.", ModelKeys.HIDDEN, ModelKeys.BATCH_NORM);
        alike("learning.inputs.optimizer", "optimizer", "the optimizer of the models of inputs");
        section("learning.auxiliary.", ModelKeys.HIDDEN, ModelKeys.BATCH_NORM, ModelKeys.SIMILARITY);
        alike("learning.auxiliary.optimizer", "optimizer", "the auxiliary heads' own optimizer");
        section("corrections.", TrainingKeys.CORRECTIONS_EVERY, TrainingKeys.APPLY);
        section("optimizer.", OptimizerKeys.TYPE);
        when("optimizer.", "adam", OptimizerKeys.BETA1, OptimizerKeys.BETA2, OptimizerKeys.EPSILON);
        when("optimizer.", "sgd", OptimizerKeys.MOMENTUM, OptimizerKeys.NESTEROV);
        section("optimizer.", OptimizerKeys.LEARNING_RATE);
        String rate = "optimizer.learning-rate.";
        section(rate, OptimizerKeys.SCHEDULE, OptimizerKeys.INITIAL, OptimizerKeys.WARM_UP);
        when(rate, "steps, exponential", OptimizerKeys.FACTOR);
        when(rate, "steps", OptimizerKeys.BOUNDARIES);
        when(rate, "exponential", OptimizerKeys.PERIOD);
        when(rate, "cosine", OptimizerKeys.FLOOR, OptimizerKeys.STEPS);
        section(
                "optimizer.",
                OptimizerKeys.CLIP_NORM,
                OptimizerKeys.CLIP_VALUE,
                OptimizerKeys.WEIGHT_DECAY,
                OptimizerKeys.DECOUPLED);
        section("optimizer.proximal.", OptimizerKeys.PROXIMAL_STEP, OptimizerKeys.PROXIMAL_ITERATIONS);
    }

    private void rest() {
        section(
                "training.",
                TrainingKeys.EPOCHS,
                TrainingKeys.BATCH_SIZE,
                TrainingKeys.WINDOW,
                TrainingKeys.DETERMINISTIC);
        section("evaluation.", TrainingKeys.EVALUATE_EVERY);
        section("checkpoint.", TrainingKeys.CHECKPOINT_EVERY);
        section("early-stopping.", TrainingKeys.PATIENCE, TrainingKeys.MIN_DELTA);
        section("compute.", TrainingKeys.BACKEND, TrainingKeys.PRECISION);
        section("transport.", TransportKeys.HOST, TransportKeys.PORTS, TransportKeys.TIMEOUT);
        section(
                "transport.faults.",
                TransportKeys.FAULTS_SEED,
                TransportKeys.DELAY,
                TransportKeys.JITTER,
                TransportKeys.LOSS,
                TransportKeys.DISCONNECT_AFTER);
        section("recovery.", TrainingKeys.RESTARTS, TrainingKeys.BACK_OFF, TrainingKeys.START, TrainingKeys.STALL);
        rows.add(new Row(
                "compare.seeds", "", GridConfig.SEEDS.type().label(), "the key seed", GridConfig.SEEDS.sentence()));
        rows.add(new Row(
                "compare.reference",
                "",
                GridConfig.REFERENCE.type().label(),
                "the first locked one, or the first",
                GridConfig.REFERENCE.sentence()));
        rows.add(new Row(
                "compare.rules.*", "", "a section of keys", "", "a column of the comparison: what its runs set"));
        rows.add(new Row(
                "compare.networks.*", "", "a section of keys", "", "a row of the comparison: what its runs set"));
        rows.add(new Row("vars.*", "", "anything", "", "names of your own for substitutions, such as `${vars.data}`"));
        rows.add(new Row("spark.*", "", "text", "", "any property of Spark, such as `spark.executor.memory`"));
    }
}
