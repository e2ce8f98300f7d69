package org.sparksg.jobs;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of texts.
 *
 * @param head names of the columns
 * @param rows as many texts each
 */
public record TextTable(List<String> head, List<List<String>> rows) {

    /** Checks the number of columns. */
    public TextTable {
        head = List.copyOf(head);
        rows = List.copyOf(rows);
        for (List<String> row : rows) {
            if (row.size() != head.size()) {
                throw new IllegalArgumentException("row " + row + ": must have the columns " + head);
            }
        }
    }

    /** Returns the table in Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(markdown(head))
                .append("|---".repeat(head.size()))
                .append("|\n");
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> row) {
        return row.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Returns the table in HTML. */
    public String html() {
        StringBuilder text = new StringBuilder("<table>\n<thead>" + html(head, "th") + "</thead>\n<tbody>\n");
        rows.forEach(row -> text.append(html(row, "td")).append('\n'));
        return text.append("</tbody>\n</table>\n").toString();
    }

    private static String html(List<String> row, String tag) {
        return row.stream()
                .map(cell -> "<" + tag + ">" + escape(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    /** Returns a text for the inside of an HTML element. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
