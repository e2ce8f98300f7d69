package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Takes the values of one row after the other from Parquet's record reader, and appends features and label. */
final class RowConverter extends GroupConverter {
    private final InputFile file;
    private final LabelColumn labels;
    private final List<float[]> rows;
    private final List<NumbersConverter> features = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final NumbersConverter numberLabel;
    private final TextConverter textLabel;
    private final String labelName;
    private int[] widths;
    private long row;

    /**
     * Prepares for the columns of {@code projection}: those of the features unless {@code rows} is null, then that of the
     * label unless {@code labels} is.
     */
    RowConverter(InputFile file, MessageType projection, LabelColumn labels, List<float[]> rows) {
        this.file = file;
        this.labels = labels;
        this.rows = rows;
        int count = projection.getFieldCount() - (labels == null ? 0 : 1);
        for (Type column : projection.getFields().subList(0, count)) {
            features.add(NumbersConverter.of(column));
            names.add(column.getName());
        }
        boolean named = labels != null && labels.isNamed();
        this.labelName = labels == null ? "" : projection.getFieldName(count);
        this.textLabel = named ? new TextConverter() : null;
        this.numberLabel = labels == null || named ? null : NumbersConverter.of(projection.getType(count));
    }

    /** Returns the number of the row at hand, from 0. */
    long row() {
        return row;
    }

    @Override
    public Converter getConverter(int field) {
        if (field < features.size()) {
            return features.get(field).converter();
        }
        return textLabel != null ? textLabel : numberLabel.converter();
    }

    @Override
    public void start() {
        for (NumbersConverter feature : features) {
            feature.clear();
        }
        if (textLabel != null) {
            textLabel.clear();
        }
        if (numberLabel != null) {
            numberLabel.clear();
        }
    }

    @Override
    public void end() {
        if (rows != null) {
            endFeatures();
        }
        if (labels != null) {
            endLabel();
        }
        row++;
    }

    private void endFeatures() {
        int total = 0;
        int[] found = new int[features.size()];
        for (int i = 0; i < found.length; i++) {
            String trouble = features.get(i).finish();
            if (trouble != null) {
                throw error(names.get(i), trouble);
            }
            found[i] = features.get(i).width();
            total += found[i];
        }
        requireWidths(found);
        if (!rows.isEmpty() && rows.get(0).length != total) {
            throw file.error("row " + row + ": has " + total + " features, expected " + rows.get(0).length
                    + " as in the files before it");
        }
        float[] values = new float[total];
        int at = 0;
        for (NumbersConverter feature : features) {
            feature.copyTo(values, at);
            at += feature.width();
        }
        rows.add(values);
    }

    private void requireWidths(int[] found) {
        if (widths == null) {
            widths = found;
        }
        for (int i = 0; i < found.length; i++) {
            if (found[i] != widths[i]) {
                throw error(
                        names.get(i), "has " + found[i] + " values, expected " + widths[i] + " as in the first row");
            }
        }
    }

    private void endLabel() {
        String trouble;
        if (textLabel != null) {
            trouble = textLabel.value() == null ? "is null, expected a label" : labels.addName(textLabel.value());
        } else {
            trouble = numberLabel.finish();
            trouble = trouble == null ? labels.addNumber(numberLabel.first()) : trouble;
        }
        if (trouble != null) {
            throw error(labelName, trouble);
        }
    }

    private DataException error(String column, String problem) {
        return file.error("row " + row + ", column \"" + column + "\": " + problem);
    }
}
