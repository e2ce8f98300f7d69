package org.sparksg.data;

import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Which Parquet types can be features or labels. */
final class ParquetTypes {
    private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

    private ParquetTypes() {}

    /** Returns what a column of this type holds. */
    static TableColumn.Kind kind(Type type) {
        if (isText(type)) {
            return TableColumn.Kind.TEXT;
        }
        if (isNumber(type)) {
            return TableColumn.Kind.NUMBER;
        }
        if (isTime(type)) {
            return TableColumn.Kind.TIME;
        }
        return isArray(type) || isVector(type) ? TableColumn.Kind.NUMBERS : TableColumn.Kind.OTHER;
    }

    /** Returns how many digits of a decimal stand behind its point; 0 for other types. */
    static int scale(Type type) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : 0;
    }

    /** Returns the type of an array's elements. */
    static Type element(Type array) {
        Type type = array;
        while (!type.isPrimitive()) {
            type = type.asGroupType().getType(0);
        }
        return type;
    }

    /** Whether this is one number a row. Dates are stored as whole numbers but do not mean them. */
    static boolean isNumber(Type type) {
        return !type.isRepetition(Type.Repetition.REPEATED) && isPlainNumber(type);
    }

    private static boolean isPlainNumber(Type type) {
        if (!type.isPrimitive()) {
            return false;
        }
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof DecimalLogicalTypeAnnotation) {
            return true;
        }
        boolean plain = meaning == null
                || meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation whole && isSigned(whole);
        PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
        return plain
                && (name == PrimitiveTypeName.FLOAT
                        || name == PrimitiveTypeName.DOUBLE
                        || name == PrimitiveTypeName.INT32
                        || name == PrimitiveTypeName.INT64
                        || name == PrimitiveTypeName.BOOLEAN);
    }

    private static boolean isTime(Type type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        boolean time = meaning instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                || meaning instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
        return !type.isRepetition(Type.Repetition.REPEATED) && (time || isLongTime(type));
    }

    /** Whether this is a time of 96 bits, which only times are. */
    static boolean isLongTime(Type type) {
        return type.isPrimitive() && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96;
    }

    /** The large ones without a sign are stored as negative numbers. */
    private static boolean isSigned(LogicalTypeAnnotation.IntLogicalTypeAnnotation type) {
        return type.isSigned() || type.getBitWidth() < Integer.SIZE;
    }

    static boolean isText(Type type) {
        return type.isPrimitive()
                && !type.isRepetition(Type.Repetition.REPEATED)
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
    }

    /**
     * Whether this is an array of numbers: a group around a repeated group around the element as the Parquet
     * specification wants it, or without the inner group, or a bare repeated number, as older writers do.
     */
    static boolean isArray(Type type) {
        if (type.isPrimitive()) {
            return type.isRepetition(Type.Repetition.REPEATED) && isPlainNumber(type);
        }
        GroupType group = type.asGroupType();
        if (group.getFieldCount() != 1 || !group.getType(0).isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        Type repeated = group.getType(0);
        return repeated.isPrimitive()
                ? isPlainNumber(repeated)
                : repeated.asGroupType().getFieldCount() == 1
                        && isNumber(repeated.asGroupType().getType(0));
    }

    /** Whether this is how Spark ML stores a vector: type (0 sparse, 1 dense), size, indices, values. */
    static boolean isVector(Type type) {
        if (type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        GroupType group = type.asGroupType();
        return group.getFields().stream().map(Type::getName).toList().equals(VECTOR)
                && isNumber(group.getType(0))
                && isNumber(group.getType(1))
                && isArray(group.getType(2))
                && isArray(group.getType(3));
    }

    /** Returns the type on one line. */
    static String describe(Type type) {
        return type.toString().replaceAll("\\s+", " ");
    }
}
