package org.sparksg.data;

import java.io.Serializable;
import java.nio.charset.Charset;
import org.sparksg.settings.BadSetting;

/**
 * How a table is written as text.
 *
 * @param header whether the first line of each file holds the names of the columns
 * @param separator between columns, such as ',' or ';' or a tab
 * @param multiLine whether cells in quotes may hold line ends
 * @param comment the character that makes a line that it begins a comment; {@link #NO_COMMENT} for none
 * @param encoding the name of the character set; a byte order mark in a file wins
 */
public record CsvDialect(boolean header, char separator, boolean multiLine, char comment, String encoding)
        implements Serializable {
    /** In the place of a character: no line is a comment. */
    public static final char NO_COMMENT = '\0';

    /** Names in the first line, commas, no comments, UTF-8. */
    public static final CsvDialect USUAL = new CsvDialect(true, ',', false, NO_COMMENT, "UTF-8");

    /** Checks all components. */
    public CsvDialect {
        requirePlain("separator", separator);
        if (comment != NO_COMMENT) {
            requirePlain("comment", comment);
            if (comment == separator) {
                throw new BadSetting("comment", "" + comment, "must not be the separator");
            }
        }
        try {
            Charset.forName(encoding);
        } catch (IllegalArgumentException e) {
            throw new BadSetting("encoding", encoding, "is not known to Java", "such as UTF-8, windows-1252, UTF-16");
        }
    }

    /** Returns whether a character makes the line that it begins a comment. */
    boolean isComment(int character) {
        return comment != NO_COMMENT && character == comment;
    }

    private static void requirePlain(String component, char character) {
        if (character == '"' || character == '\n' || character == '\r' || character == '\0') {
            throw new BadSetting(component, "U+%04X".formatted((int) character), "must not be a quote or a line end");
        }
    }
}
