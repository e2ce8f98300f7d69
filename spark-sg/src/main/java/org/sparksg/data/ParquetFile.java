package org.sparksg.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.sparksg.settings.Suggestion;

/** The rows of one Parquet file: those columns of it that matter. */
final class ParquetFile {
    private final InputFile file;
    private final Configuration hadoop;
    private final MessageType schema;
    private final long count;
    private final Type label;
    private final List<Type> features = new ArrayList<>();

    ParquetFile(InputFile file, Label label, List<String> features, Configuration hadoop) throws IOException {
        this.file = file;
        this.hadoop = hadoop;
        try (ParquetFileReader reader = open()) {
            this.schema = reader.getFooter().getFileMetaData().getSchema();
            this.count = reader.getRecordCount();
        }
        this.label = column(label.column(), "label");
        for (String feature : features) {
            this.features.add(column(feature, "feature"));
        }
        for (Type column : schema.getFields()) {
            if (features.isEmpty() && !column.getName().equals(label.column())) {
                this.features.add(column);
            }
        }
        requireKinds(label);
    }

    private ParquetFileReader open() throws IOException {
        try {
            return ParquetFileReader.open(HadoopInputFile.fromStatus(file.status(), hadoop));
        } catch (RuntimeException | EOFException e) { // what Parquet throws for a damaged footer
            throw file.error("not a Parquet file, or cut off: " + e.getMessage());
        }
    }

    private Type column(String name, String role) {
        if (!schema.containsField(name)) {
            List<String> names = schema.getFields().stream().map(Type::getName).toList();
            throw file.error(
                    "no column \"" + name + "\" for the " + role + ", found " + names + Suggestion.of(name, names));
        }
        return schema.getType(name);
    }

    private void requireKinds(Label wanted) {
        boolean named = wanted instanceof Label.Named;
        if (named ? !ParquetTypes.isText(label) : !ParquetTypes.isNumber(label)) {
            throw file.error("column \"" + label.getName() + "\" has type " + ParquetTypes.describe(label)
                    + ", expected " + (named ? "text" : "a number") + " for the label");
        }
        if (features.isEmpty()) {
            throw file.error("has no column besides the label \"" + label.getName() + "\"");
        }
        for (Type feature : features) {
            if (!ParquetTypes.isNumbers(feature)) {
                throw file.error("column \"" + feature.getName() + "\" has type " + ParquetTypes.describe(feature)
                        + ", expected a number, an array of numbers or a Spark ML vector; name the columns of features"
                        + " if this is none, or cast it to double");
            }
        }
    }

    /** Returns the number of rows. */
    long count() {
        return count;
    }

    /** Returns the names of the feature columns. */
    List<String> features() {
        return features.stream().map(Type::getName).toList();
    }

    /** Returns the number of features in the first row. */
    int width() throws IOException {
        if (features.stream().allMatch(ParquetTypes::isNumber)) {
            return features.size();
        }
        List<float[]> first = new ArrayList<>();
        read(first, null, 1);
        return first.get(0).length;
    }

    /** Reads the labels of all rows. */
    void readLabels(LabelColumn labels) throws IOException {
        read(null, labels, Long.MAX_VALUE);
    }

    /** Appends the features and the labels of all rows. */
    void read(List<float[]> rows, LabelColumn labels) throws IOException {
        read(rows, labels, Long.MAX_VALUE);
    }

    private void read(List<float[]> rows, LabelColumn labels, long limit) throws IOException {
        List<Type> wanted = new ArrayList<>();
        if (rows != null) {
            wanted.addAll(features);
        }
        if (labels != null) {
            wanted.add(label);
        }
        MessageType projection = new MessageType(schema.getName(), wanted);
        RowConverter converter = new RowConverter(file, projection, labels, rows);
        try (ParquetFileReader reader = open()) {
            reader.setRequestedSchema(projection);
            long left = Math.min(limit, count);
            while (left > 0) {
                left -= readGroup(reader, projection, converter, left);
            }
        }
    }

    private long readGroup(ParquetFileReader reader, MessageType projection, RowConverter converter, long limit)
            throws IOException {
        try {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                throw file.error("holds fewer rows than the " + count + " that its footer says");
            }
            RecordReader<Void> records = new ColumnIOFactory()
                    .getColumnIO(projection, schema)
                    .getRecordReader(pages, new RowMaterializer(converter));
            long rows = Math.min(limit, pages.getRowCount());
            for (long row = 0; row < rows; row++) {
                records.read();
            }
            return rows;
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException | IOException e) { // Parquet has no type of its own for damaged pages
            throw file.error("row " + converter.row() + " or after: cannot be read, probably damaged: " + e);
        }
    }
}
