package org.sparksg.config;

import java.util.List;

/** All keys of a conf file, from the very readers that read them. */
public final class ConfigReference {
    private static final List<Row> ROWS = all();

    private ConfigReference() {}

    private static List<Row> all() {
        KeyTable table = new KeyTable();
        RunKeys.read(DocumentedSection.root(table), RunKeys.NAME);
        GridConfig.read(DocumentedSection.root(table).section(GridConfig.SECTION));
        return table.rows();
    }

    /**
     * One key.
     *
     * @param path the full key
     * @param form where the key exists for some formats or types only, their names; else empty
     * @param type what its value is
     * @param initial the default; empty if there is none
     * @param sentence what it means
     * @param like the section that has the same keys; empty for a key
     */
    public record Row(String path, String form, String type, String initial, String sentence, String like) {}

    /** Returns all keys, section by section. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** Returns the table of all keys in Markdown. */
    public static String markdown() {
        StringBuilder table = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Row row : ROWS) {
            String initial = row.initial().isEmpty()
                            || row.initial().contains(" ")
                            || row.initial().equals("required")
                    ? row.initial()
                    : "`" + row.initial() + "`";
            table.append("| `%s` | %s | %s | %s |%n".formatted(row.path(), cell(row.type()), initial, meaning(row)));
        }
        return table.toString();
    }

    private static String meaning(Row row) {
        return cell((row.form().isEmpty() ? "" : row.form() + ": ") + row.sentence());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** Returns the end of a message about a key that is not known where it stands, but is elsewhere; or nothing. */
    static String elsewhere(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        String same = path;
        for (Row row : ROWS) {
            boolean inside = !row.like().isEmpty() && path.startsWith(row.path() + ".");
            same = inside ? row.like() + path.substring(row.path().length()) : same;
        }
        for (Row row : ROWS) {
            if (row.path().equals(same) && !row.form().isEmpty()) {
                return "; " + name + " goes with " + row.form();
            }
        }
        List<String> paths = ROWS.stream()
                .map(Row::path)
                .filter(other -> !other.contains("[]") && other.endsWith("." + name))
                .toList();
        return paths.size() == 1 ? "; did you mean " + paths.get(0) + "?" : "";
    }
}
