package org.sparksg.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sparksg.data.Augmentation;
import org.sparksg.data.Cifar10;
import org.sparksg.data.CopyTask;
import org.sparksg.data.Csv;
import org.sparksg.data.CsvDialect;
import org.sparksg.data.DataMemory;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSource;
import org.sparksg.data.Digits;
import org.sparksg.data.FeatureSettings;
import org.sparksg.data.Idx;
import org.sparksg.data.ImageFolder;
import org.sparksg.data.ImageRows;
import org.sparksg.data.ImageSource;
import org.sparksg.data.Label;
import org.sparksg.data.Level;
import org.sparksg.data.Libsvm;
import org.sparksg.data.ParquetRows;
import org.sparksg.data.Points;
import org.sparksg.data.SequenceColumns;
import org.sparksg.data.SequenceRows;
import org.sparksg.data.Text;
import org.sparksg.settings.Require;

/** The section {@code data}. */
final class DataKeys {
    private static final Key<Double> HELD_OUT = Key.of(
            "held-out", Type.NUMBER, 0.1, "the share of the training data kept for validation and early stopping");
    private static final Key<Integer> SHUFFLE_BUFFER = Key.of(
            "shuffle-buffer",
            Type.INTEGER,
            0,
            "how many training examples are shuffled at a time where they are not in memory, rounded up to whole"
                    + " mini-batches; 0 for as many as fit into a tenth of the executor's heap, at most "
                    + DataMemory.LARGEST);
    private static final Key<DataMemory.Use> IN_MEMORY = Key.of(
            "in-memory",
            Type.choice(DataMemory.Use.class),
            DataMemory.Use.AUTO,
            "whether all examples are held in memory; auto: if they take at most 40 % of the executor's heap; false, of tables"
                    + " only, reads them while they are used");
    private static final Key<Integer> COUNT = Key.of("count", Type.INTEGER, 10_000, "how many are drawn");
    private static final Key<Long> SEED =
            Key.of("seed", Type.LONG, 1L, "which ones are drawn; the default is another one for test data: 2");
    private static final Key<Integer> WINDOW = Key.of(
            "window",
            Type.INTEGER,
            64,
            "steps of an example; those of text are characters or bytes, and the target of each is the one that follows;"
                    + " longer sequences are cut, and what is missing in the last window is filled up and not counted");
    private static final Key<Integer> IMAGE_ROWS = Key.of(
            "image-rows",
            Type.INTEGER,
            0,
            "rows of an image in an example: images are sequences of their rows, in windows that go on with each other, and the class"
                    + " is wanted at the last row; 0: an example is an image");
    private static final Key<Double> LEVEL_UP = Key.of(
            "level-up",
            Type.NUMBER,
            0.15,
            "bits: episodes become harder when the mean cross-entropy of a mini-batch's answers is below it; 0 for never, as"
                    + " in test data, whose default it is");
    private static final Key<Integer> CLASSES = Key.of("classes", Type.INTEGER, 10, "the number of classes");
    private static final Key<String> PATH = Key.required(
            "path", Type.TEXT, "a file, a directory of such files, also in folders column=value, or a pattern");
    private static final Key<List<String>> FEATURES = Key.of(
            "features",
            Type.TEXTS,
            List.of(),
            "the feature columns; [] for all but the label, which sequences do not take");
    private static final Key<String> WEIGHT = Key.of(
            "weight",
            Type.TEXT,
            "",
            "the column that says how much an example counts, a number >= 0; \"\" for none. The mean is made 1");
    private static final Key<String> COLUMN =
            Key.required("column", Type.TEXT, "the label column: its name, or its position from 0 without a header");

    private static final Choice<Label> LABEL = labels(label -> label.get(COLUMN));

    /** Labels of a format that can do without. */
    private static final Choice<Label> OPTIONAL =
            labels(label -> label.get(Key.optional("column", Type.TEXT, "the label column", "none")));

    private static final Choice<Supplier<CsvDialect>> FILES = new Choice<Supplier<CsvDialect>>(
                    "file",
                    null,
                    "how the rows are written; csv has header, separator, multi-line, comment and encoding, too")
            .with("csv", DataKeys::dialect)
            .with("parquet", source -> () -> null);

    /** Labels of a format whose columns have no names. */
    private static final Choice<Label> NAMELESS = labels(label -> Libsvm.LABEL);

    /** {@code columnOf}: reads the name of the column; null where there is no label. */
    private static Choice<Label> labels(Function<Section, String> columnOf) {
        return new Choice<Label>("kind", "numbered", "classes by number from 0, classes by name, or a value to predict")
                .with("numbered", label -> {
                    String column = columnOf.apply(label);
                    int classes = label.get(CLASSES);
                    return label.build(() -> column == null ? null : new Label.Numbered(column, classes));
                })
                .with("named", label -> {
                    String column = columnOf.apply(label);
                    List<String> names = label.get(Key.of(
                            "names",
                            Type.TEXTS,
                            List.of(),
                            "the class names in order; [] for those found in the data"));
                    return label.build(() -> column == null ? null : new Label.Named(column, names));
                })
                .with("value", label -> {
                    String column = columnOf.apply(label);
                    return label.build(() -> column == null ? null : new Label.Value(column));
                });
    }

    /** A source, and whether it is held in memory. */
    private record Given(DataSource source, DataMemory.Use use) {}

    private DataKeys() {}

    static DataSettings read(Section data) {
        Given train = data.attempt(() -> data.section("train").choose(formats(1, true)));
        Optional<Given> test = data.optional(
                "test",
                "data.train",
                "data of their own to test on, or left out",
                section -> section.choose(formats(2, false)));
        double heldOut = data.get(HELD_OUT);
        FeatureSettings features = data.attempt(() -> features(data.section("features")));
        Augmentation augmentation = data.attempt(() -> augmentation(data.section("augment")));
        int buffer = data.get(SHUFFLE_BUFFER);
        return data.build(() -> new DataSettings(
                train.source(),
                test.map(Given::source).orElse(null),
                heldOut,
                features,
                new DataMemory(train.use(), test.map(Given::use).orElse(DataMemory.Use.AUTO), buffer),
                augmentation));
    }

    private static Augmentation augmentation(Section augment) {
        int crop = augment.integer(
                "crop",
                0,
                "pixels by which an image to train on moves at most, each time anew; zeros come in where it was");
        boolean flip =
                augment.flag("flip", false, "whether left and right change places in every second image, by chance");
        return augment.build(() -> new Augmentation(crop, flip));
    }

    private static FeatureSettings features(Section features) {
        FeatureSettings.Scale scale = features.constant(
                "scale",
                FeatureSettings.Scale.NONE,
                "of the features of tables, with constants of the training data: standard is mean 0 and deviation 1,"
                        + " min-max is 0 to 1; the model keeps them");
        FeatureSettings.Missing missing = features.constant(
                "missing",
                FeatureSettings.Missing.REFUSE,
                "what an empty cell, null, NaN, NA or ? becomes: an error, the feature's mean, or the mean with a"
                        + " further feature that is 1 there");
        return features.build(() -> new FeatureSettings(scale, missing));
    }

    /** The formats of data, to train on or to test on. {@code seed}: the default of those that are drawn. */
    private static Choice<Given> formats(long seed, boolean training) {
        return new Choice<Given>(
                        "format",
                        null,
                        "the format of the examples; digits, points, copy and repeat-copy are drawn by the library and need no files")
                .with("digits", source -> digits(source, seed))
                .with("points", source -> points(source, seed))
                .with("copy", source -> copy(source, false, seed, training))
                .with("repeat-copy", source -> copy(source, true, seed, training))
                .with("idx", DataKeys::idx)
                .with("cifar10", DataKeys::cifar10)
                .with("image-folder", DataKeys::imageFolder)
                .with("text", DataKeys::text)
                .with("csv", DataKeys::csv)
                .with("parquet", DataKeys::parquet)
                .with("libsvm", DataKeys::libsvm)
                .with("sequences", DataKeys::sequences);
    }

    /** Makes a source that can be read while it is used. */
    private static Given table(Section source, Supplier<DataSource> made) {
        DataMemory.Use use = source.get(IN_MEMORY);
        return source.build(() -> new Given(made.get(), use));
    }

    /** Makes a source that cannot. */
    private static Given inMemory(Section source, Supplier<DataSource> made) {
        if (source.get(IN_MEMORY) == DataMemory.Use.FALSE) {
            source.problem(
                    IN_MEMORY,
                    "must be true or auto: only tables (csv, parquet, libsvm) are read while they are used; what is drawn,"
                            + " images and sequences are held in memory");
        }
        return source.build(() -> new Given(made.get(), DataMemory.Use.TRUE));
    }

    private static Given digits(Section source, long initialSeed) {
        int count = source.get(COUNT);
        long seed = source.get(SEED.or(initialSeed));
        return inMemory(source, () -> new Digits(count, seed));
    }

    private static Given points(Section source, long initialSeed) {
        Points.Rule rule = source.constant("rule", Points.Rule.LINEAR, "what decides the class of a point");
        int dimensions = source.integer("dimensions", 2, "of a point");
        long plane =
                source.whole("plane", 1L, "which hyperplane parts the classes: the same for training and test data");
        int count = source.get(COUNT);
        long seed = source.get(SEED.or(initialSeed));
        return inMemory(source, () -> new Points(rule, dimensions, count, plane, seed));
    }

    private static Given copy(Section source, boolean repeated, long initialSeed, boolean training) {
        int length = source.integer("length", 1, "bits of an episode, to begin with");
        int repeats = !repeated
                ? 0
                : source.integer("repeats", 1, "how many times the bits of an episode are wanted, to begin with");
        double levelUp = source.get(LEVEL_UP.or(training ? LEVEL_UP.initial() : 0));
        if (!training && levelUp != 0) {
            source.problem(LEVEL_UP, "must be 0 in test data: only what is trained on becomes harder");
        }
        int window = source.get(WINDOW);
        int count = source.get(COUNT);
        long seed = source.get(SEED.or(initialSeed));
        return inMemory(source, () -> {
            Require.that(!repeated || repeats >= 1, "repeats", repeats, ">= 1");
            return new CopyTask(new Level(length, repeats), levelUp, window, count, seed);
        });
    }

    private static Given idx(Section source) {
        String images = source.everywhere(
                source.get(Key.required("images", Type.TEXT, "the IDX file of the images, plain or .gz")));
        String labels = source.everywhere(
                source.get(Key.required("labels", Type.TEXT, "the IDX file of the labels, plain or .gz")));
        int classes = source.get(CLASSES);
        return images(source, () -> new Idx(images, labels, classes));
    }

    private static Given cifar10(Section source) {
        List<String> files = source.get(Key.required("files", Type.TEXTS, "the binary batches, in this order")).stream()
                .map(source::everywhere)
                .toList();
        return images(source, () -> new Cifar10(files));
    }

    private static Given images(Section source, Supplier<ImageSource> made) {
        int rows = source.get(IMAGE_ROWS);
        return inMemory(source, () -> {
            ImageSource images = made.get();
            return rows == 0 ? images : new ImageRows(images, rows);
        });
    }

    private static Given imageFolder(Section source) {
        String path = source.everywhere(
                source.get(Key.required("path", Type.TEXT, "the folder that has a folder of images for each class")));
        List<String> names = source.get(Key.of(
                "names", Type.TEXTS, List.of(), "the classes in order; [] for the names of the folders, sorted"));
        int size = source.integer(
                "size",
                0,
                "pixels that images are scaled to on their shorter side, and cut to on the longer one; 0 where all have one"
                        + " size");
        boolean grey = source.flag("grey", false, "whether images have one channel, of brightness, and not three");
        return images(source, () -> new ImageFolder(path, names, size, grey));
    }

    private static Given text(Section source) {
        String path = source.everywhere(source.get(Key.required(
                "path", Type.TEXT, "a text file, a directory of such files, or a pattern; they follow each other")));
        Text.Units units = source.constant("units", Text.Units.CHARACTERS, "what an id stands for");
        int window = source.get(WINDOW);
        boolean continued = source.flag(
                "continued",
                true,
                "whether examples are taken in the order of the text, in as many streams as a mini-batch has rows, so that"
                        + " recurrent layers go on with their state; false, the default of sequences: in any order, each from a state"
                        + " of zeros");
        return inMemory(source, () -> new Text(path, units, window, continued, List.of()));
    }

    private static Given csv(Section source) {
        String path = source.everywhere(source.get(PATH));
        Label label = source.attempt(() -> source.section("label").choose(LABEL));
        List<String> features = source.get(FEATURES);
        Supplier<CsvDialect> dialect = dialect(source);
        String weight = source.get(WEIGHT);
        return table(source, () -> new Csv(path, label, features, weight, dialect.get()));
    }

    private static Supplier<CsvDialect> dialect(Section source) {
        boolean header = source.flag("header", true, "whether the first line names the columns");
        char separator = source.get(Key.of("separator", Type.CHARACTER, ',', "between two columns"));
        boolean multiLine = source.flag("multi-line", false, "whether cells in quotes may hold line ends");
        Character comment = source.get(
                Key.optional("comment", Type.CHARACTER, "a line that begins with it is passed over", "none"));
        String encoding = source.get(
                Key.of("encoding", Type.TEXT, "UTF-8", "the character set; a byte order mark in a file wins"));
        char mark = comment == null ? CsvDialect.NO_COMMENT : comment;
        return () -> new CsvDialect(header, separator, multiLine, mark, encoding);
    }

    private static Given parquet(Section source) {
        String path = source.everywhere(source.get(PATH));
        Label label = source.attempt(() -> source.section("label").choose(LABEL));
        List<String> features = source.get(FEATURES);
        String weight = source.get(WEIGHT);
        return table(source, () -> new ParquetRows(path, label, features, weight));
    }

    private static Given libsvm(Section source) {
        String path = source.everywhere(source.get(PATH));
        Label label = source.attempt(() -> source.section("label").choose(NAMELESS));
        int width = source.integer("width", 0, "the number of features; 0 for the largest index in the training data");
        return table(source, () -> new Libsvm(path, label, width));
    }

    /** A label, and what has one. */
    private record StepLabel(Label label, SequenceColumns.Per per) {}

    private static Given sequences(Section source) {
        String path = source.everywhere(source.get(PATH));
        Supplier<CsvDialect> dialect = source.choose(FILES);
        String key = source.get(Key.of(
                "key",
                Type.TEXT,
                "",
                "the column whose value tells which sequence a row is a step of; \"\" where all rows are one"));
        String order = source.get(Key.of(
                "order",
                Type.TEXT,
                "",
                "the column that the steps of a sequence are ordered by: a number, a date or a time, each once in a sequence;"
                        + " \"\" for the order of the rows, file by file"));
        int window = source.get(WINDOW);
        List<String> features = source.get(FEATURES);
        String ids = source.get(Key.of(
                "ids",
                Type.TEXT,
                "",
                "the column of ids, whole numbers from 0, that steps have in the place of features"));
        int vocabulary = source.integer(
                "vocabulary",
                0,
                "how many different ids there are; 0 for the largest of the training data, and one more");
        StepLabel label = source.attempt(() -> {
            Section section = source.section("label");
            SequenceColumns.Per per = section.constant(
                    "per",
                    SequenceColumns.Per.STEP,
                    "whether each row has a label of its own, or all rows of a sequence the same one, which is predicted at"
                            + " the last step");
            return new StepLabel(section.choose(OPTIONAL), per);
        });
        boolean continued = source.flag("continued", false, "whether an example goes on where the one before it ended");
        return inMemory(
                source,
                () -> new SequenceRows(
                        path,
                        dialect.get(),
                        new SequenceColumns(key, order, features, ids, vocabulary, label.label(), label.per()),
                        window,
                        continued));
    }
}
