package org.sparksg.metrics;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a visible file of a table, such as
 * {@code steps-a001-s02-p0000-from000000000000-to000000000600.parquet}: who wrote which batches.
 *
 * @param table the table
 * @param attempt the attempt that wrote it
 * @param writer the writer's id
 * @param part counts the files of a writer, over all its tables
 * @param from the first batch that rows may belong to
 * @param to the first batch that no row belongs to
 */
record PartName(Table table, int attempt, String writer, int part, long from, long to) {
    private static final Pattern PATTERN =
            Pattern.compile("([a-z]+)-a(\\d+)-(.+)-p(\\d+)-from(\\d+)-to(\\d+)\\.parquet");

    /** Returns the parts of a file name, or nothing if it is not one that a sink of this table gives. */
    static Optional<PartName> parse(Table table, String fileName) {
        Matcher name = PATTERN.matcher(fileName);
        if (!name.matches() || !name.group(1).equals(table.folder())) {
            return Optional.empty();
        }
        return Optional.of(new PartName(
                table,
                Integer.parseInt(name.group(2)),
                name.group(3),
                Integer.parseInt(name.group(4)),
                Long.parseLong(name.group(5)),
                Long.parseLong(name.group(6))));
    }

    PartName withTo(long batchId) {
        return new PartName(table, attempt, writer, part, from, batchId);
    }

    String fileName() {
        return String.format(
                Locale.ROOT,
                "%s-a%03d-%s-p%04d-from%012d-to%012d.parquet",
                table.folder(),
                attempt,
                writer,
                part,
                from,
                to);
    }

    /** Returns the name while the file is written. Readers of tables pass over names that begin with an underscore. */
    String hiddenName() {
        return String.format(Locale.ROOT, "_%s-a%03d-%s-p%04d.tmp", table.folder(), attempt, writer, part);
    }

    /** Returns whether a file name is one of {@link #hiddenName}. */
    static boolean isHidden(Table table, String fileName) {
        return fileName.startsWith("_" + table.folder() + "-") && fileName.endsWith(".tmp");
    }
}
