package org.sparksg.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparksg.data.Examples;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/**
 * The examples of a conf file as rows of a DataFrame: {@code features}, an array, and {@code label}, a class, a value
 * or an array of values.
 */
final class ExampleRows {
    private static final int PARTITION = 200; // a task of 28 x 28 pixels stays below Spark's limit for a warning

    private final Examples examples;
    private final boolean classes;
    private final List<String> names;
    private final Tensor features;
    private final Tensor target;

    private ExampleRows(Examples examples, boolean classes, List<String> names) {
        this.examples = examples;
        this.classes = classes;
        this.names = names;
        this.features = Tensor.zeros(Element.F32, examples.features().batch(1));
        this.target = Tensor.zeros(Element.F32, examples.target().batch(1));
    }

    /**
     * Returns the rows.
     *
     * @param classes whether targets are one-hot classes, and not values
     * @param names what the classes are called, if they have names: labels are names then
     */
    static Dataset<Row> of(SparkSession spark, Examples examples, boolean classes, List<String> names) {
        DataType numbers = DataTypes.createArrayType(DataTypes.FloatType, false);
        boolean several = !classes && examples.target().size() > 1;
        StructType schema = new StructType()
                .add("features", numbers, false)
                .add("label", several ? numbers : names.isEmpty() ? DataTypes.DoubleType : DataTypes.StringType, false);
        int partitions = examples.count() / PARTITION + 1;
        return spark.createDataFrame(new ExampleRows(examples, classes, names).rows(), schema)
                .repartition(partitions);
    }

    private List<Row> rows() {
        int[] order = IntStream.range(0, examples.count()).toArray();
        List<Row> rows = new ArrayList<>(order.length);
        for (int example : order) {
            examples.gather(order, example, features, target);
            rows.add(RowFactory.create(numbers(features), label()));
        }
        return rows;
    }

    private Object label() {
        if (classes) {
            return names.isEmpty() ? (Object) (double) classOf() : names.get(classOf());
        }
        return target.size() == 1 ? (Object) target.get(0) : numbers(target);
    }

    private static float[] numbers(Tensor tensor) {
        float[] numbers = new float[tensor.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) tensor.get(i);
        }
        return numbers;
    }

    private int classOf() {
        int index = 0;
        while (target.get(index) != 1) {
            index++;
        }
        return index;
    }
}
