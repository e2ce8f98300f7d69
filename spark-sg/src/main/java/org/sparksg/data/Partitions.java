package org.sparksg.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HiddenFileFilter;

/**
 * Folders that are named {@code column=value}, one in the other, as Hive and Spark write partitioned tables: files in them have the
 * value in each row.
 */
final class Partitions {
    /** The folder of the rows that have no value. */
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private Partitions() {}

    /** Adds the data files among these and in the folders among these, in the order of their names. {@code base}: where the table is. */
    static void collect(FileSystem system, FileStatus[] found, Path base, List<InputFile> files) throws IOException {
        Arrays.sort(found);
        for (FileStatus each : found) {
            if (!HiddenFileFilter.INSTANCE.accept(each.getPath())) {
                continue;
            }
            if (!each.isDirectory()) {
                files.add(new InputFile(system, each, columns(each.getPath().getParent(), base)));
            } else if (each.getPath().getName().indexOf('=') > 0) {
                collect(system, system.listStatus(each.getPath()), base, files);
            } else {
                throw new DataException(
                        each.getPath()
                                + ": is a directory among data files: name one directory of files, or name its folders column=value");
            }
        }
    }

    private static Map<String, String> columns(Path folder, Path base) {
        Map<String, String> outermostLast = new LinkedHashMap<>();
        for (Path at = folder; at != null && !at.equals(base); at = at.getParent()) {
            int equals = at.getName().indexOf('=');
            if (equals > 0) {
                outermostLast.put(
                        at.getName().substring(0, equals), at.getName().substring(equals + 1));
            }
        }
        Map<String, String> columns = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(outermostLast.keySet());
        Collections.reverse(names);
        for (String name : names) {
            String value = outermostLast.get(name);
            columns.put(plain(name, folder), value.equals(NULL) ? null : plain(value, folder));
        }
        return Collections.unmodifiableMap(columns);
    }

    /** Undoes the escapes ({@code %2F}) of characters that file names must not have. */
    private static String plain(String escaped, Path folder) {
        byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            plain.write(low < 0 ? bytes[i] : high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(
                    folder + ": \"" + escaped + "\" escapes bytes that are not UTF-8: rename the folder");
        }
    }
}
