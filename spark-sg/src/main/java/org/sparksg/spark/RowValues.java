package org.sparksg.spark;

import java.lang.reflect.Array;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.sparksg.nn.Network;
import org.sparksg.settings.Suggestion;
import org.sparksg.tensor.Tensor;

/** Copies the values of a DataFrame's row into a row of a tensor. */
final class RowValues {
    private RowValues() {}

    /**
     * Checks, before a job starts, that two columns are there and can hold what a network needs.
     *
     * @throws IllegalArgumentException naming the column
     */
    static void requireColumns(StructType schema, Network network, String features, String label) {
        DataType type = typeOf(schema, features);
        if (!isList(type)) {
            throw new IllegalArgumentException("column " + features + ": is " + type.simpleString()
                    + ", must be an array of numbers or a Spark ML vector: gather your columns with array(...) or a"
                    + " VectorAssembler");
        }
        DataType target = typeOf(schema, label);
        boolean several = !network.loss().classification() && network.output().size() > 1;
        if (several && !isList(target)) {
            throw new IllegalArgumentException(
                    "column " + label + ": is " + target.simpleString() + ", must be an array or a vector of the "
                            + network.output().size() + " values that the network predicts");
        }
        if (!several && !(target instanceof NumericType)) {
            throw new IllegalArgumentException("column " + label + ": is " + target.simpleString()
                    + ", must be a number" + (network.loss().classification() ? ": the class, from 0 on" : ""));
        }
    }

    private static DataType typeOf(StructType schema, String column) {
        List<String> names = List.of(schema.fieldNames());
        if (!names.contains(column)) {
            throw new IllegalArgumentException(
                    "column " + column + ": the data have none of that name; " + Suggestion.oneOf(column, names));
        }
        return schema.apply(column).dataType();
    }

    private static boolean isList(DataType type) {
        return type instanceof UserDefinedType
                || type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }

    /** Copies an array or a vector. */
    static void numbers(Row row, int column, Tensor to, int index) {
        Object value = notNull(row, column);
        Object numbers =
                value instanceof scala.collection.Seq ? row.getList(column).toArray() : arrayOf(row, column, value);
        int width = to.columns();
        if (Array.getLength(numbers) != width) {
            throw new IllegalArgumentException("column " + name(row, column) + ": has " + Array.getLength(numbers)
                    + " numbers, the network needs " + width);
        }
        for (int i = 0; i < width; i++) {
            if (Array.get(numbers, i) == null) {
                throw isNull(row, column);
            }
            to.set(index * width + i, ((Number) Array.get(numbers, i)).doubleValue());
        }
    }

    /** Spark ML's vectors are met by their one method, so that MLlib need not be there for those who do not use it. */
    private static Object arrayOf(Row row, int column, Object value) {
        try {
            return value.getClass().getMethod("toArray").invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "column " + name(row, column) + ": is a " + value.getClass().getSimpleName()
                            + ", must be an array or a Spark ML vector",
                    e);
        }
    }

    /** Copies the target: the class as one-hot numbers, or the value or values of a regression. */
    static void target(Row row, int column, boolean classification, Tensor to, int index) {
        int width = to.columns();
        if (!classification && width > 1) {
            numbers(row, column, to, index);
            return;
        }
        double value = ((Number) notNull(row, column)).doubleValue();
        if (!classification) {
            to.set(index, value);
            return;
        }
        if (value != Math.rint(value) || value < 0 || value >= width) {
            throw new IllegalArgumentException(
                    "column " + name(row, column) + ": class " + value + ", expected 0.." + (width - 1));
        }
        for (int i = 0; i < width; i++) {
            to.set(index * width + i, i == (int) value ? 1 : 0);
        }
    }

    private static Object notNull(Row row, int column) {
        if (row.isNullAt(column)) {
            throw isNull(row, column);
        }
        return row.get(column);
    }

    private static IllegalArgumentException isNull(Row row, int column) {
        return new IllegalArgumentException("column " + name(row, column) + ": is null: fill or drop such rows");
    }

    private static String name(Row row, int column) {
        return row.schema() == null ? Integer.toString(column) : row.schema().fieldNames()[column];
    }
}
