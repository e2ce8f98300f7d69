package org.sparksg.config;

import java.util.List;
import org.sparksg.data.Cifar10;
import org.sparksg.data.Csv;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSource;
import org.sparksg.data.Digits;
import org.sparksg.data.Idx;
import org.sparksg.data.Label;
import org.sparksg.data.ParquetRows;
import org.sparksg.data.Points;

/** The section {@code data}. */
final class DataKeys {
    static final Key<String> FORMAT = Key.required(
            "format",
            Type.oneOf("digits", "points", "idx", "cifar10", "csv", "parquet"),
            "the format of the examples; digits and points are drawn by the library and need no files");
    static final Key<Integer> COUNT = Key.of("count", Type.INTEGER, 10_000, "how many are drawn");
    static final Key<Long> SEED =
            Key.of("seed", Type.LONG, 1L, "which ones are drawn; the default is another one for test data: 2");
    static final Key<Points.Rule> RULE =
            Key.of("rule", Type.choice(Points.Rule.class), Points.Rule.LINEAR, "what decides the class of a point");
    static final Key<Long> PLANE =
            Key.of("plane", Type.LONG, 1L, "which hyperplane parts the classes: the same for training and test data");
    static final Key<Integer> DIMENSIONS = Key.of("dimensions", Type.INTEGER, 2, "of a point");
    static final Key<String> IMAGES = Key.required("images", Type.TEXT, "the IDX file of the images, plain or .gz");
    static final Key<String> LABELS = Key.required("labels", Type.TEXT, "the IDX file of the labels, plain or .gz");
    static final Key<Integer> CLASSES = Key.of("classes", Type.INTEGER, 10, "the number of classes");
    static final Key<List<String>> FILES = Key.required("files", Type.TEXTS, "the binary batches, in this order");
    static final Key<String> PATH = Key.required("path", Type.TEXT, "a file, or a directory of such files");
    static final Key<List<String>> FEATURES =
            Key.of("features", Type.TEXTS, List.of(), "the feature columns; [] for all but the label");
    static final Key<Boolean> HEADER = Key.of("header", Type.FLAG, true, "whether the first line names the columns");
    static final Key<Character> SEPARATOR = Key.of("separator", Type.CHARACTER, ',', "between two columns");
    static final Key<Double> HELD_OUT = Key.of(
            "held-out", Type.NUMBER, 0.1, "the share of the training data kept for validation and early stopping");

    static final Key<String> COLUMN =
            Key.required("column", Type.TEXT, "the label column: its name, or its position from 0 without a header");
    static final Key<String> KIND = Key.of(
            "kind",
            Type.oneOf("numbered", "named", "value"),
            "numbered",
            "classes by number from 0, classes by name, or a value to predict");
    static final Key<List<String>> NAMES =
            Key.of("names", Type.TEXTS, List.of(), "the class names in order; [] for those found in the data");

    private DataKeys() {}

    static DataSettings read(Section data) {
        DataSource train = data.reading().attempt(() -> source(data.section("train"), 1));
        boolean tested = data.given("test").isPresent();
        DataSource test = tested ? data.reading().attempt(() -> source(data.section("test"), 2)) : null;
        if (!tested) {
            data.knows("test");
        }
        double heldOut = data.get(HELD_OUT);
        return data.build(() -> new DataSettings(train, test, heldOut));
    }

    private static DataSource source(Section source, long seed) {
        return switch (source.get(FORMAT)) {
            case "digits" -> digits(source, seed);
            case "points" -> points(source, seed);
            case "idx" -> idx(source);
            case "cifar10" -> cifar10(source);
            case "csv" -> csv(source);
            default -> parquet(source);
        };
    }

    private static DataSource digits(Section source, long initialSeed) {
        int count = source.get(COUNT);
        long seed = source.get(SEED.or(initialSeed));
        return source.build(() -> new Digits(count, seed));
    }

    private static DataSource points(Section source, long initialSeed) {
        Points.Rule rule = source.get(RULE);
        int dimensions = source.get(DIMENSIONS);
        long plane = source.get(PLANE);
        int count = source.get(COUNT);
        long seed = source.get(SEED.or(initialSeed));
        return source.build(() -> new Points(rule, dimensions, count, plane, seed));
    }

    private static DataSource idx(Section source) {
        String images = source.reading().everywhere(source.get(IMAGES));
        String labels = source.reading().everywhere(source.get(LABELS));
        int classes = source.get(CLASSES);
        return source.build(() -> new Idx(images, labels, classes));
    }

    private static DataSource cifar10(Section source) {
        List<String> files =
                source.get(FILES).stream().map(source.reading()::everywhere).toList();
        return source.build(() -> new Cifar10(files));
    }

    private static DataSource csv(Section source) {
        String path = source.reading().everywhere(source.get(PATH));
        Label label = label(source);
        List<String> features = source.get(FEATURES);
        boolean header = source.get(HEADER);
        char separator = source.get(SEPARATOR);
        return source.build(() -> new Csv(path, label, features, header, separator));
    }

    private static DataSource parquet(Section source) {
        String path = source.reading().everywhere(source.get(PATH));
        Label label = label(source);
        List<String> features = source.get(FEATURES);
        return source.build(() -> new ParquetRows(path, label, features));
    }

    private static Label label(Section source) {
        return source.reading().attempt(() -> {
            Section label = source.section("label");
            String column = label.get(COLUMN);
            return switch (label.get(KIND)) {
                case "numbered" -> {
                    int classes = label.get(CLASSES);
                    yield label.build(() -> new Label.Numbered(column, classes));
                }
                case "named" -> {
                    List<String> names = label.get(NAMES);
                    yield label.build(() -> new Label.Named(column, names));
                }
                default -> label.build(() -> new Label.Value(column));
            };
        });
    }
}
