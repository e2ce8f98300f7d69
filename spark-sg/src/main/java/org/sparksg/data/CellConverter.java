package org.sparksg.data;

import java.util.Arrays;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.Type;

/** Takes the values of one column, row by row: text, a single number, an array or a Spark ML vector. */
abstract sealed class CellConverter {

    /** Returns the converter for a column of this type. */
    static CellConverter of(Type type, TablePart.Wanted column) {
        if (column.text()) {
            return new Text(type);
        }
        if (ParquetTypes.isVector(type)) {
            return new Vector(type, column.gaps());
        }
        return ParquetTypes.isArray(type) ? new Array(type, column.gaps()) : new Single(type, column.gaps());
    }

    /** Returns what Parquet's record reader feeds. */
    abstract Converter converter();

    /** Forgets the row before. */
    abstract void clear();

    /** Returns what to say if there is nothing; else null. */
    abstract String absence();

    /** Returns the text, if that is what it takes; else null. */
    String text() {
        return null;
    }

    /** Returns how many numbers there are, nulls in a list included. */
    abstract int width();

    /** Writes the numbers from {@code at} on; returns what is wrong with them, or null. */
    abstract String copyTo(double[] to, int at);

    /** Text, or what has a text of its own: whole numbers, booleans and decimals. */
    static final class Text extends CellConverter {
        private final TextConverter text;

        Text(Type type) {
            this.text = new TextConverter(type);
        }

        @Override
        Converter converter() {
            return text;
        }

        @Override
        void clear() {
            text.clear();
        }

        @Override
        String absence() {
            if (text.isDamaged()) {
                return "has bytes that are not UTF-8, in which Parquet keeps text: write the column anew as text";
            }
            return text.value() == null ? "is null, expected a value" : null;
        }

        @Override
        String text() {
            return text.value();
        }

        @Override
        int width() {
            return 1;
        }

        @Override
        String copyTo(double[] to, int at) {
            throw new IllegalStateException("text is no number");
        }
    }

    /** One number. */
    static final class Single extends CellConverter {
        private final NumberList number;
        private final boolean gaps;

        Single(Type type, boolean gaps) {
            this.number = new NumberList(ParquetTypes.scale(type));
            this.gaps = gaps;
        }

        @Override
        Converter converter() {
            return number;
        }

        @Override
        void clear() {
            number.clear();
        }

        @Override
        String absence() {
            return number.size() == 0 && !gaps ? "is null, expected a number" : null;
        }

        @Override
        int width() {
            return number.size();
        }

        @Override
        String copyTo(double[] to, int at) {
            return number.copyTo(to, at);
        }
    }

    /** An array of numbers. */
    static final class Array extends CellConverter {
        private final NumberList numbers;
        private final Converter converter;
        private final boolean gaps;

        Array(Type type, boolean gaps) {
            this.gaps = gaps;
            this.numbers = new NumberList(ParquetTypes.scale(ParquetTypes.element(type)));
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
        String absence() {
            return numbers.size() == 0 && !gaps ? "is null or empty, expected numbers" : null;
        }

        @Override
        int width() {
            return numbers.size();
        }

        @Override
        String copyTo(double[] to, int at) {
            return numbers.hasNull() && !gaps
                    ? "has a null among its values, expected numbers"
                    : numbers.copyTo(to, at);
        }
    }

    /** A vector of Spark ML: type 0 is sparse (size, indices, values), type 1 dense (values). */
    static final class Vector extends CellConverter {
        private final NumberList type = new NumberList(0);
        private final NumberList size = new NumberList(0);
        private final NumberList indices = new NumberList(0);
        private final NumberList values = new NumberList(0);
        private final GroupConverter converter;
        private final boolean gaps;

        Vector(Type column, boolean gaps) {
            this.gaps = gaps;
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
        String absence() {
            if (type.size() == 0) {
                return gaps ? null : "is null, expected a vector";
            }
            return !isSparse() && values.size() == 0 ? "is an empty vector, expected numbers" : sparseTrouble();
        }

        private String sparseTrouble() {
            if (!isSparse()) {
                return null;
            }
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
            if (type.size() == 0) {
                return 0;
            }
            return isSparse() ? (int) size.get(0) : values.size();
        }

        @Override
        String copyTo(double[] to, int at) {
            if (!isSparse()) {
                return values.copyTo(to, at);
            }
            Arrays.fill(to, at, at + width(), 0);
            for (int i = 0; i < values.size(); i++) {
                to[at + (int) indices.get(i)] = values.get(i);
            }
            return null;
        }
    }
}
