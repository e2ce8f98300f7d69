package org.sparksg.data;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes small Parquet files with the types that Spark gives to its columns. */
final class ParquetFiles {
    private ParquetFiles() {}

    static final String ARRAY = "optional group %s (LIST) { repeated group list { optional %s element; } }";
    static final String VECTOR = "optional group %s { required int32 type (INTEGER(8,true)); optional int32 size;"
            + " optional group indices (LIST) { repeated group list { required int32 element; } }"
            + " optional group values (LIST) { repeated group list { required double element; } } }";

    /** Writes {@code rows} rows of a message with these fields; {@code fill} sets the values of a row. */
    static String write(
            java.nio.file.Path directory, String name, String fields, int rows, BiConsumer<Group, Integer> fill)
            throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message spark_schema { " + fields + " }");
        Path path = new Path(directory.resolve(name).toString());
        SimpleGroupFactory groups = new SimpleGroupFactory(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                        HadoopOutputFile.fromPath(path, new Configuration()))
                .withType(schema)
                .withRowGroupSize(4096L)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = groups.newGroup();
                fill.accept(group, row);
                writer.write(group);
            }
        }
        return path.toString();
    }

    static void array(Group row, String column, Number... values) {
        Group list = row.addGroup(column);
        for (Number value : values) {
            Group entry = list.addGroup(0);
            if (value instanceof Double number) {
                entry.append("element", number.doubleValue());
            } else if (value instanceof Float number) {
                entry.append("element", number.floatValue());
            } else if (value instanceof Integer number) {
                entry.append("element", number.intValue());
            }
        }
    }

    static void dense(Group row, String column, Double... values) {
        Group vector = row.addGroup(column).append("type", 1);
        array(vector, "values", values);
    }

    static void sparse(Group row, String column, int size, Integer[] indices, Double... values) {
        Group vector = row.addGroup(column).append("type", 0).append("size", size);
        array(vector, "indices", indices);
        array(vector, "values", values);
    }
}
