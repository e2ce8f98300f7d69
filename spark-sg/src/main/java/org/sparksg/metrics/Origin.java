package org.sparksg.metrics;

import java.util.List;

/**
 * Who writes: the columns that every table begins with, and the writer's id in file names.
 *
 * @param run the name of the run
 * @param attempt the attempt, from 0
 * @param replica the replica, from 0
 * @param writer tells this writer from all others of the attempt, such as {@code s02} for stage 2
 */
record Origin(String run, int attempt, int replica, String writer) {
    /** The columns of {@link #values}, in their order. */
    static final List<Column> COLUMNS = List.of(
            new Column("run", String.class), new Column("attempt", int.class), new Column("replica", int.class));

    Origin {
        if (!writer.matches("[A-Za-z0-9.]+(-[A-Za-z0-9.]+)*")) {
            throw new IllegalArgumentException(
                    "writer id = '" + writer + "': becomes part of a file name, use letters, digits, '.' and '-'");
        }
        if (attempt < 0 || replica < 0) {
            throw new IllegalArgumentException("attempt = " + attempt + ", replica = " + replica + ": must be >= 0");
        }
    }

    List<Object> values() {
        return List.of(run, attempt, replica);
    }
}
