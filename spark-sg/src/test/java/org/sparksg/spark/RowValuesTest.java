package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.checkpoint.DataNames;
import org.sparksg.data.Column;
import org.sparksg.data.FeatureSettings;
import org.sparksg.data.Preparation;
import org.sparksg.data.Schema;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class RowValuesTest {
    private static final StructType SCHEMA = new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("texts", DataTypes.createArrayType(DataTypes.StringType))
            .add("number", DataTypes.LongType)
            .add("text", DataTypes.StringType);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # features | label    | outputs | what the message must say
                    feature    | number   | 1       | did you mean features?
                    features   | nmber    | 1       | did you mean number?
                    number     | number   | 1       | column number: is bigint, must be an array
                    texts      | number   | 1       | column texts: is array<string>, must be an array of numbers
                    features   | text     | 1       | column text: is string, must be a number
                    features   | features | 1       | column features: is array<double>, must be a number
                    features   | number   | 2       | must be an array or a vector of the 2 values
                    """)
    void columnsThatCannotServeAreNamedBeforeAJobStarts(String features, String label, int outputs, String message) {
        Network network = network(outputs, new SquaredError());
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> requireColumns(SCHEMA, network, features, label));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void columnsThatServePass() {
        assertDoesNotThrow(() -> {
            requireColumns(SCHEMA, network(1, new SquaredError()), "features", "number");
            requireColumns(SCHEMA, network(2, new SquaredError()), "features", "features");
            requireColumns(SCHEMA, network(2, new SoftmaxCrossEntropy()), "features", "number");
        });
    }

    @Test
    void targetsAreClassesValuesOrArrays() {
        Tensor two = Tensor.zeros(Element.F32, Shape.of(2, 2));
        RowValues.target(RowFactory.create(1), 0, true, two, 0);
        RowValues.target(RowFactory.create(0L), 0, true, two, 1);
        assertArrayEquals(new double[] {0, 1, 1, 0}, two.toArray());
        RowValues.target(vectors(3.5, -1.0), 0, false, two, 1);
        assertArrayEquals(new double[] {0, 1, 3.5, -1}, two.toArray());
        Tensor one = Tensor.zeros(Element.F32, Shape.of(2, 1));
        RowValues.target(RowFactory.create(2.5f), 0, false, one, 1);
        assertArrayEquals(new double[] {0, 2.5}, one.toArray());
    }

    @Test
    void columnsAreCopiedInTheirOrderNumbersAndLists() {
        Tensor three = Tensor.zeros(Element.F32, Shape.of(2, 3));
        Row row = RowFactory.create(7L, vectors(1.5, 2.5).get(0));
        features(row, new int[] {1, 2}, three, 1);
        assertArrayEquals(new double[] {0, 0, 0, 7, 1.5, 2.5}, three.toArray());
    }

    @Test
    void numbersThat32BitsCannotHoldAreRefused() {
        Tensor one = Tensor.zeros(Element.F32, Shape.of(1, 1));
        for (Object value : List.of(16_777_217L, 16_777_217, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            refuses("32 bits cannot hold", () -> features(RowFactory.create(value), new int[] {1}, one, 0));
        }
        for (Object value : List.of(1e39, Double.NaN, Float.NEGATIVE_INFINITY)) {
            refuses("not a finite number", () -> RowValues.target(RowFactory.create(value), 0, false, one, 0));
        }
        features(RowFactory.create(16_777_216L), new int[] {1}, one, 0);
        assertEquals(16_777_216, one.get(0));
    }

    @Test
    void classesAreFoundByTheirNames() {
        StructType schema = new StructType()
                .add("kind", DataTypes.StringType)
                .add("digit", DataTypes.LongType)
                .add("real", DataTypes.DoubleType);
        Network network = network(2, new SoftmaxCrossEntropy());
        assertTrue(RowValues.requireLabel(schema, "kind", network, List.of("cat", "dog")));
        assertTrue(RowValues.requireLabel(schema, "digit", network, List.of("10", "9")));
        assertFalse(RowValues.requireLabel(schema, "digit", network, List.of("cat", "dog")));
        assertFalse(RowValues.requireLabel(schema, "real", network, List.of("cat", "dog")));
        Tensor two = Tensor.zeros(Element.F32, Shape.of(1, 2));
        RowValues.className(RowFactory.create(9L), 0, List.of("10", "9"), two, 0);
        assertArrayEquals(new double[] {0, 1}, two.toArray());
        refuses(
                "class \"cut\", expected one of [cat, dog]; did you mean cat?",
                () -> RowValues.className(RowFactory.create("cut"), 0, List.of("cat", "dog"), two, 0));
    }

    @Test
    void modelIsNotEvaluatedOnOtherColumnsThanItsOwn() {
        SparkModel model = new SparkModel(
                "runs/a",
                network(2, new SoftmaxCrossEntropy()),
                new DataNames(Map.of("a", 4), "y", List.of(), Preparation.NONE),
                Map.of());
        Schema other = new Schema(Shape.of(4), List.of(new Column("b", 4)), Shape.of(2), "y", true, List.of());
        var refusal = assertThrows(IllegalArgumentException.class, () -> model.requireFit(other));
        assertTrue(refusal.getMessage().contains("the data lack [a] and have [b] besides"), refusal.getMessage());
        assertDoesNotThrow(() -> model.requireFit(model.inOrder(other)));
    }

    @Test
    void valuesThatDoNotFitNameTheirColumn() {
        Tensor two = Tensor.zeros(Element.F32, Shape.of(1, 2));
        refuses("is null", () -> RowValues.target(RowFactory.create((Object) null), 0, true, two, 0));
        refuses("class 2.0, expected 0..1", () -> RowValues.target(RowFactory.create(2), 0, true, two, 0));
        refuses("class 0.5", () -> RowValues.target(RowFactory.create(0.5), 0, true, two, 0));
        refuses("has 3 numbers, the network needs 2", () -> features(vectors(1.0, 2.0, 3.0), new int[] {2}, two, 0));
        refuses("is null", () -> features(vectors(1.0, null), new int[] {2}, two, 0));
    }

    @Test
    void decimalsThat32BitsCannotHoldAreRefusedUnlessTheyAreScaled() {
        Tensor one = Tensor.zeros(Element.F32, Shape.of(1, 1));
        Row row = RowFactory.create(new BigDecimal("16777217"));
        refuses("32 bits cannot hold", () -> features(row, new int[] {1}, one, 0));
        features(RowFactory.create(new BigDecimal("16777216.00")), new int[] {1}, one, 0);
        features(RowFactory.create(new BigDecimal("0.1")), new int[] {1}, one, 0);
        Preparation scaled = new Preparation(
                new FeatureSettings(FeatureSettings.Scale.STANDARD, FeatureSettings.Missing.MEAN),
                List.of(new Preparation.Feature(5, 16_777_215, 0.5, false)));
        RowValues.features(row, new int[] {1}, scaled, new double[1], one, 0);
        assertEquals(1, one.get(0));
        RowValues.features(RowFactory.create((Object) null), new int[] {1}, scaled, new double[1], one, 0);
        assertEquals((5 - 16_777_215) / 2.0, one.get(0));
    }

    @Test
    void theLabelIsThatOfTheTrainingData() {
        Network network = network(2, new SoftmaxCrossEntropy());
        DataNames named = new DataNames(Map.of("a", 4), "y", List.of(), Preparation.NONE);
        assertEquals("y", new SparkModel("runs/a", network, named, Map.of()).label());
        assertEquals("label", new SparkModel("runs/a", network, DataNames.NONE, Map.of()).label());
    }

    private static void features(Row row, int[] widths, Tensor to, int index) {
        RowValues.features(row, widths, Preparation.NONE, new double[to.columns()], to, index);
    }

    private static void refuses(String message, Runnable body) {
        var refusal = assertThrows(IllegalArgumentException.class, body::run);
        assertTrue(refusal.getMessage().startsWith("column 0: "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void modelIsEvaluatedOnDataLikeItsOwnOnly() {
        SparkModel model = new SparkModel("runs/a", network(2, new SoftmaxCrossEntropy()), DataNames.NONE, Map.of());
        assertDoesNotThrow(() -> model.requireFit(schema(4, 2, true)));
        for (Schema other : List.of(schema(5, 2, true), schema(4, 3, true), schema(4, 2, false))) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> model.requireFit(other));
            assertTrue(
                    refusal.getMessage().startsWith("runs/a: takes features [4] and predicts classes [2]"),
                    refusal.getMessage());
        }
    }

    @Test
    void modelIsNotEvaluatedOnDataWhoseClassesHaveOtherNames() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> named("cat", "dog", "owl")
                .requireFit(classes("cat", "owl", "dog")));
        assertEquals(
                "runs/a: class 1 is \"dog\", but in the data it is \"owl\": set label.names of data.train and data.test to"
                        + " the model's [cat, dog, owl], or evaluate the model on data that have these classes",
                refusal.getMessage());
    }

    @Test
    void namesOfClassesAreComparedOnlyIfBothSidesHaveThem() {
        assertDoesNotThrow(() -> {
            named("cat", "dog").requireFit(classes("cat", "dog"));
            named("cat", "dog").requireFit(schema(4, 2, true));
            new SparkModel("runs/a", network(2, new SoftmaxCrossEntropy()), DataNames.NONE, Map.of())
                    .requireFit(classes("cat", "dog"));
        });
    }

    private static void requireColumns(StructType schema, Network network, String features, String label) {
        RowValues.requireList(schema, features);
        RowValues.requireLabel(schema, label, network, List.of());
    }

    private static SparkModel named(String... names) {
        return new SparkModel(
                "runs/a",
                network(names.length, new SoftmaxCrossEntropy()),
                DataNames.ofClasses(List.of(names)),
                Map.of());
    }

    private static Schema classes(String... names) {
        return new Schema(Shape.of(4), List.of(), Shape.of(names.length), "", true, List.of(names));
    }

    private static Schema schema(int features, int target, boolean classification) {
        return new Schema(Shape.of(features), List.of(), Shape.of(target), "", classification, List.of());
    }

    /** A row as Spark SQL hands it to a function: arrays are Scala's sequences. */
    @SuppressWarnings("deprecation") // its successor does not exist in Scala 2.12
    private static Row vectors(Double... numbers) {
        return RowFactory.create(scala.collection.JavaConverters.asScalaBuffer(Arrays.asList(numbers)));
    }

    private static Network network(int outputs, Loss loss) {
        return new Network(Shape.of(4), List.of(new Dense(outputs, new Initializer.HeNormal(), true)), loss);
    }
}
