package org.sparksg.spark;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.sparksg.data.Preparation;
import org.sparksg.nn.Network;
import org.sparksg.settings.Decimal;
import org.sparksg.settings.Suggestion;
import org.sparksg.tensor.Tensor;

/** Copies the values of a DataFrame's row into a row of a tensor. */
final class RowValues {
    private RowValues() {}

    /**
     * Checks, before a job starts, that a column is there and holds lists of numbers.
     *
     * @throws IllegalArgumentException naming the column
     */
    static void requireList(StructType schema, String features) {
        DataType type = typeOf(schema, features);
        if (!isList(type)) {
            throw new IllegalArgumentException("column " + features + ": is " + type.simpleString()
                    + ", must be an array of numbers or a Spark ML vector: gather your columns with array(...) or a"
                    + " VectorAssembler");
        }
    }

    /** Checks the same of columns of numbers or lists, by how many each has. */
    static void requireColumns(StructType schema, Map<String, Integer> columns) {
        columns.forEach((name, width) -> {
            DataType type = typeOf(schema, name);
            boolean number = width == 1 && (type instanceof NumericType || type instanceof BooleanType);
            if (!number && !isList(type)) {
                throw new IllegalArgumentException("column " + name + ": is " + type.simpleString() + ", must be "
                        + (width == 1 ? "a number" : "an array or a vector of " + width + " numbers")
                        + ", as in the training data");
            }
        });
    }

    /** Checks the same of the label; returns whether it holds names of classes. */
    static boolean requireLabel(StructType schema, String label, Network network, List<String> classes) {
        DataType target = typeOf(schema, label);
        boolean several = !network.loss().classification() && network.output().size() > 1;
        if (several && !isList(target)) {
            throw new IllegalArgumentException(
                    "column " + label + ": is " + target.simpleString() + ", must be an array or a vector of the "
                            + network.output().size() + " values that the network predicts");
        }
        if (!classes.isEmpty() && isNamed(target, classes)) {
            return true;
        }
        if (!several && !(target instanceof NumericType)) {
            throw new IllegalArgumentException("column " + label + ": is " + target.simpleString()
                    + ", must be a number" + (network.loss().classification() ? ": the class, from 0 on" : ""));
        }
        return false;
    }

    /** Numbers are names if all classes are called by whole numbers: the position of a class is something else then. */
    private static boolean isNamed(DataType type, List<String> classes) {
        return type instanceof StringType
                || type instanceof BooleanType
                || (type instanceof NumericType && classes.stream().allMatch(Decimal::isWhole));
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

    /**
     * Copies the columns from the first on: each so many numbers, prepared as in training.
     *
     * @param numbers holds the numbers of a row meanwhile
     */
    static void features(Row row, int[] widths, Preparation preparation, double[] numbers, Tensor to, int index) {
        int at = 0;
        for (int column = 0; column < widths.length; column++) {
            Object value = preparation.fills() ? row.get(column) : notNull(row, column);
            if (value == null) {
                Arrays.fill(numbers, at, at + widths[column], Double.NaN);
            } else if (value instanceof Number || value instanceof Boolean) {
                numbers[at] = number(row, column, value, preparation);
            } else {
                copy(row, column, value, widths[column], preparation, numbers, at);
            }
            at += widths[column];
        }
        preparation.apply(numbers, to, index);
        for (int i = index * to.columns(); i < (index + 1) * to.columns(); i++) {
            if (!Double.isFinite(to.get(i))) {
                throw new IllegalArgumentException("row " + row + ": feature " + i % to.columns() + " is " + to.get(i)
                        + " once it is scaled as in training, expected a finite number of 32 bits");
            }
        }
    }

    /** Copies an array or a vector. */
    private static void numbers(Row row, int column, Tensor to, int index) {
        double[] numbers = new double[to.columns()];
        copy(row, column, notNull(row, column), numbers.length, Preparation.NONE, numbers, 0);
        Preparation.NONE.apply(numbers, to, index);
    }

    private static void copy(
            Row row, int column, Object value, int width, Preparation preparation, double[] to, int at) {
        Object numbers =
                value instanceof scala.collection.Seq ? row.getList(column).toArray() : arrayOf(row, column, value);
        if (Array.getLength(numbers) != width) {
            throw new IllegalArgumentException("column " + name(row, column) + ": has " + Array.getLength(numbers)
                    + " numbers, the network needs " + width);
        }
        for (int i = 0; i < width; i++) {
            Object number = Array.get(numbers, i);
            if (number == null && !preparation.fills()) {
                throw isNull(row, column);
            }
            to[at + i] = number == null ? Double.NaN : number(row, column, number, preparation);
        }
    }

    /** Returns a number that 32 bits hold, if it is whole and not scaled, and that is finite in them. */
    private static double number(Row row, int column, Object value, Preparation preparation) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        double number = ((Number) value).doubleValue();
        if (Double.isNaN(number) && preparation.fills()) {
            return number;
        }
        boolean lost = !preparation.scales() && isLost(value);
        boolean finite = preparation.scales() ? Double.isFinite(number) : Float.isFinite((float) number);
        if (lost || !finite) {
            throw new IllegalArgumentException("column " + name(row, column) + ": " + value
                    + (lost ? " is a whole number that 32 bits cannot hold" : " is not a finite number of 32 bits")
                    + ": scale the column as in the training data");
        }
        return number;
    }

    private static boolean isLost(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros().scale() <= 0
                    && new BigDecimal(decimal.floatValue()).compareTo(decimal) != 0;
        }
        long whole = value instanceof Long || value instanceof Integer ? ((Number) value).longValue() : 0;
        return whole == Long.MAX_VALUE || (long) (float) whole != whole; // the largest one would seem to come back
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
        double value = number(row, column, notNull(row, column), Preparation.NONE);
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

    /** Spark makes doubles of whole numbers easily: 1.0 calls the class 1. */
    private static String nameOf(Object value) {
        boolean whole = value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
        return whole ? Long.toString(((Number) value).longValue()) : value.toString();
    }

    /** Copies the target of a class that is called by its name. */
    static void className(Row row, int column, List<String> classes, Tensor to, int index) {
        String name = nameOf(notNull(row, column));
        int number = classes.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("column " + name(row, column) + ": class \"" + name
                    + "\", expected one of " + classes + Suggestion.of(name, classes));
        }
        for (int i = 0; i < to.columns(); i++) {
            to.set(index * to.columns() + i, i == number ? 1 : 0);
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
