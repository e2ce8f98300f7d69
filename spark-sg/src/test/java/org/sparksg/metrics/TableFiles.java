package org.sparksg.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Reads the tables of a run with Parquet's own reader, file by file in the order of names. */
record TableFiles(Path run) {

    /** Returns the names of all files in a table's folder that are no checksum files, sorted. */
    List<String> names(String table) throws IOException {
        Path folder = run.resolve(table);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the visible rows of a table, each from column to text. */
    List<Map<String, String>> rows(String table) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (String name : names(table)) {
            if (!name.startsWith("_") && !name.startsWith(".")) {
                read(run.resolve(table).resolve(name), rows);
            }
        }
        return rows;
    }

    List<String> column(String table, String column) throws IOException {
        return rows(table).stream().map(row -> row.get(column)).toList();
    }

    FileMetaData metadata(String table) throws IOException {
        Path file = run.resolve(table).resolve(names(table).get(0));
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(hadoop(file), new Configuration()))) {
            return reader.getFileMetaData();
        }
    }

    int rowGroups(String table) throws IOException {
        Path file = run.resolve(table).resolve(names(table).get(0));
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(hadoop(file), new Configuration()))) {
            return reader.getRowGroups().size();
        }
    }

    private static void read(Path file, List<Map<String, String>> rows) throws IOException {
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), hadoop(file)).build()) {
            for (Group group = reader.read(); group != null; group = reader.read()) {
                Map<String, String> row = new TreeMap<>();
                for (int field = 0; field < group.getType().getFieldCount(); field++) {
                    row.put(group.getType().getFieldName(field), group.getValueToString(field, 0));
                }
                rows.add(row);
            }
        }
    }

    private static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }
}
