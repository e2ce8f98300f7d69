package org.sparksg.data;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.Type;

/** Takes the numbers of one column, row by row: a single one, an array or a Spark ML vector. */
abstract sealed class NumbersConverter {

    /** Returns the converter for a column of this type. */
    static NumbersConverter of(Type type) {
        if (ParquetTypes.isVector(type)) {
            return new Vector(type);
        }
        return ParquetTypes.isArray(type) ? new Array(type) : new Single();
    }

    /** Returns what Parquet's record reader feeds. */
    abstract Converter converter();

    /** Forgets the row before. */
    abstract void clear();

    /** Checks the row; returns what is wrong with it, or null. */
    abstract String finish();

    /** Returns how many numbers the row has. */
    abstract int width();

    /** Returns the first number. */
    abstract double first();

    /** Writes the numbers from {@code at} on. */
    abstract void copyTo(float[] to, int at);

    /** One number. */
    static final class Single extends NumbersConverter {
        private final NumberList number = new NumberList();

        @Override
        Converter converter() {
            return number;
        }

        @Override
        void clear() {
            number.clear();
        }

        @Override
        String finish() {
            return number.size() == 0 ? "is null, expected a number" : notFinite(number);
        }

        @Override
        int width() {
            return 1;
        }

        @Override
        double first() {
            return number.get(0);
        }

        @Override
        void copyTo(float[] to, int at) {
            to[at] = (float) number.get(0);
        }
    }

    /** An array of numbers. */
    static final class Array extends NumbersConverter {
        private final NumberList numbers = new NumberList();
        private final Converter converter;

        Array(Type type) {
            this.converter = type.isPrimitive() ? numbers : new ListConverter(type, numbers);
        }

        @Override
        Converter converter() {
            return converter;
        }

        @Override
        void clear() {
            numbers.clear();
        }

        @Override
        String finish() {
            if (numbers.hasNull()) {
                return "has a null among its values, expected numbers";
            }
            return numbers.size() == 0 ? "is null or empty, expected numbers" : notFinite(numbers);
        }

        @Override
        int width() {
            return numbers.size();
        }

        @Override
        double first() {
            return numbers.get(0);
        }

        @Override
        void copyTo(float[] to, int at) {
            for (int i = 0; i < numbers.size(); i++) {
                to[at + i] = (float) numbers.get(i);
            }
        }
    }

    /** A vector of Spark ML: type 0 is sparse (size, indices, values), type 1 dense (values). */
    static final class Vector extends NumbersConverter {
        private final NumberList type = new NumberList();
        private final NumberList size = new NumberList();
        private final NumberList indices = new NumberList();
        private final NumberList values = new NumberList();
        private final GroupConverter converter;

        Vector(Type column) {
            Converter[] fields = {
                type, size, list(column, 2, indices), list(column, 3, values),
            };
            this.converter = new GroupConverter() {
                @Override
                public Converter getConverter(int field) {
                    return fields[field];
                }

                @Override
                public void start() {}

                @Override
                public void end() {}
            };
        }

        private static Converter list(Type column, int field, NumberList to) {
            Type type = column.asGroupType().getType(field);
            return type.isPrimitive() ? to : new ListConverter(type, to);
        }

        @Override
        Converter converter() {
            return converter;
        }

        @Override
        void clear() {
            type.clear();
            size.clear();
            indices.clear();
            values.clear();
        }

        @Override
        String finish() {
            if (type.size() == 0) {
                return "is null, expected a vector";
            }
            if (isSparse()) {
                String trouble = sparseTrouble();
                return trouble == null ? notFinite(values) : trouble;
            }
            return values.size() == 0 ? "is an empty vector, expected numbers" : notFinite(values);
        }

        private String sparseTrouble() {
            if (size.size() == 0 || size.get(0) < 1 || indices.size() != values.size()) {
                return "is a damaged sparse vector: " + indices.size() + " indices, " + values.size() + " values";
            }
            for (int i = 0; i < indices.size(); i++) {
                if (indices.get(i) < 0 || indices.get(i) >= size.get(0)) {
                    return "is a sparse vector with index " + (long) indices.get(i) + ", expected 0.."
                            + ((long) size.get(0) - 1);
                }
            }
            return null;
        }

        private boolean isSparse() {
            return type.get(0) == 0;
        }

        @Override
        int width() {
            return isSparse() ? (int) size.get(0) : values.size();
        }

        @Override
        double first() {
            throw new IllegalStateException("a vector is no label");
        }

        @Override
        void copyTo(float[] to, int at) {
            for (int i = 0; i < values.size(); i++) {
                to[at + (isSparse() ? (int) indices.get(i) : i)] = (float) values.get(i);
            }
        }
    }

    private static String notFinite(NumberList numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            if (!Float.isFinite((float) numbers.get(i))) {
                return "has the value " + numbers.get(i) + ", expected finite numbers";
            }
        }
        return null;
    }
}
