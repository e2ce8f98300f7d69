package org.sparksg.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes room in a text of HOCON for properties that are a value and a section, as Spark's are: {@code spark.authenticate} and
 * {@code spark.authenticate.secret}. In HOCON's tree of objects a key is one or the other, and the parser drops one of them.
 * So each value below {@code spark} is moved one level down, to the key that is an empty text, before the text is parsed:
 *
 * <pre>
 *   spark.authenticate = true             spark.authenticate."" = true
 *   spark { authenticate { secret = X }   spark { authenticate { secret."" = X }
 *           "ui.port" = 1 }                       ui.port."" = 1 }
 *   ${?spark.ui.port}                     ${?spark.ui.port.""}
 * </pre>
 *
 * Then merging, overriding and substitution do what they always do, property by property; {@link SparkKeys} reads the tree.
 * Nothing but keys, references and the names of included files changes, and no line moves. What is not understood is left to
 * the parser to complain of.
 */
final class SparkMarks {
    static final String SECTION = "spark";

    /** Comes before the name of an included file, with where it is included: 's' below spark, 'e' elsewhere but at the top. */
    static final char INCLUDED = '\u0001';

    private static final String MARK = ".\"\"";

    private final String text;
    private final Assignments seen;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int line = 1;

    private SparkMarks(String text, Assignments seen) {
        this.text = text;
        this.seen = seen;
    }

    /**
     * Returns the text to parse.
     *
     * @param path of the section that the text is read into; empty for a whole file, null if nothing in it is Spark's
     * @param seen gets the keys
     */
    static String in(String text, List<String> path, Assignments seen) {
        SparkMarks marks = new SparkMarks(text, seen);
        marks.entries(path);
        marks.out.append(text, marks.at, text.length());
        return marks.out.toString();
    }

    /** Returns the path of a property as the tree has it. */
    static List<String> marked(List<String> path) {
        List<String> marked = new ArrayList<>(flat(path));
        marked.add("");
        return marked;
    }

    static boolean isProperty(List<String> path) {
        return path.size() > 1 && path.get(0).equals(SECTION);
    }

    /** Returns a message of the parser without marks in it. */
    static String unmarked(String message) {
        return message.replace(MARK, "");
    }

    /** Returns a path whose names have no dots in them. */
    static List<String> flat(List<String> path) {
        return path.stream()
                .flatMap(name -> List.of(name.split("\\.", -1)).stream())
                .toList();
    }

    // {@code path}: of the object, null where it does not matter. Ends before the brace that closes it, or at the end.
    private void entries(List<String> path) {
        while (at < text.length() && text.charAt(at) != '}') {
            if (isSpace(text.charAt(at)) || text.charAt(at) == ',') {
                copy(1);
            } else if (isComment()) {
                comment();
            } else if (text.charAt(at) == '{') { // around a whole file
                object(path);
            } else {
                entry(path);
            }
        }
    }

    private void object(List<String> path) {
        copy(1);
        entries(path);
        if (at < text.length()) {
            copy(1);
        }
    }

    private void entry(List<String> path) {
        int began = line;
        int start = at;
        skipKey();
        String key = text.substring(start, at);
        int end = at;
        at = start;
        if (key.matches("(?s)include\\s+(\"|file\\(|required\\(|url\\(|classpath\\().*")) {
            include(key, path);
            return;
        }
        int operator = text.startsWith("+=", end) ? 2 : "=:".indexOf(at(end)) >= 0 && end < text.length() ? 1 : 0;
        List<String> names = names(key);
        if (names == null || (operator == 0 && at(end) != '{')) {
            copy(Math.max(1, end - start));
            return;
        }
        boolean section = at(firstOf(end + operator)) == '{';
        List<String> full = path == null ? null : concat(path, names);
        boolean property = full != null && isProperty(full);
        out.append(
                property
                        ? written(names)
                                + (section ? "" : MARK)
                                + key.substring(key.stripTrailing().length())
                        : key);
        at = end;
        copy(operator);
        if (full != null && section && !property) {
            seen.section(full, began);
        }
        boolean refers = value(full)
                || operator == 2
                || text.substring(end + operator, at).strip().equals("null");
        if (full != null && !section) {
            seen.value(property ? flat(full) : full, began, refers, property);
        }
    }

    private static List<String> concat(List<String> path, List<String> names) {
        List<String> full = new ArrayList<>(path);
        full.addAll(names);
        return full;
    }

    private static String written(List<String> names) {
        return flat(names).stream()
                .map(name -> name.matches("[A-Za-z0-9_-]+") ? name : ConfigUtil.quoteString(name))
                .collect(Collectors.joining("."));
    }

    private static List<String> names(String key) {
        try {
            return ConfigUtil.splitPath(key.strip());
        } catch (ConfigException e) {
            return null; // the parser says why
        }
    }

    private void skipKey() {
        while (at < text.length() && "=:{},\n#".indexOf(text.charAt(at)) < 0 && !text.startsWith("+=", at)) {
            if (text.startsWith("//", at)) {
                return;
            }
            at = text.charAt(at) == '"' ? endOfText(at) : at + 1;
        }
    }

    private void include(String statement, List<String> path) {
        boolean whole = path != null && path.isEmpty();
        int quote = statement.indexOf('"');
        if (whole || quote < 0 || statement.contains("url(") || statement.contains("classpath(")) {
            copy(statement.length());
            return;
        }
        copy(quote + 1);
        boolean spark = path != null && path.get(0).equals(SECTION);
        out.append("\\u0001").append(spark ? 's' : 'e');
        copy(statement.length() - quote - 1);
    }

    // Copies a value; returns whether it refers to others. Ends before what ends it.
    private boolean value(List<String> path) {
        boolean refers = false;
        boolean any = false;
        while (at < text.length() && ",}]".indexOf(text.charAt(at)) < 0 && !(any && text.charAt(at) == '\n')) {
            char next = text.charAt(at);
            if (isSpace(next)) {
                copy(1);
                continue;
            }
            if (isComment()) {
                comment();
                continue;
            }
            any = true;
            if (next == '{') {
                object(path);
            } else if (next == '[') {
                refers |= list();
            } else if (next == '"') {
                copy(endOfText(at) - at);
            } else if (text.startsWith("${", at)) {
                reference();
                refers = true;
            } else {
                copy(1);
            }
        }
        return refers;
    }

    private boolean list() {
        boolean refers = false;
        copy(1);
        while (at < text.length() && text.charAt(at) != ']') {
            if (isSpace(text.charAt(at)) || text.charAt(at) == ',' || text.charAt(at) == '}') {
                copy(1);
            } else {
                refers |= value(null);
            }
        }
        if (at < text.length()) {
            copy(1);
        }
        return refers;
    }

    private void reference() {
        int end = text.indexOf('}', at);
        String inner = end < 0 ? "" : text.substring(at + 2, end);
        boolean optional = inner.startsWith("?");
        List<String> names = names(optional ? inner.substring(1) : inner);
        if (names == null || !isProperty(names)) {
            copy(end < 0 ? 2 : end + 1 - at);
            return;
        }
        out.append(optional ? "${?" : "${").append(written(names)).append(MARK).append('}');
        at = end + 1;
    }

    private char at(int index) {
        return index < text.length() ? text.charAt(index) : '\n';
    }

    /** Returns where the first character of a value is. */
    private int firstOf(int from) {
        int first = from;
        while (first < text.length()) {
            if (isSpace(text.charAt(first))) {
                first++;
            } else if (text.charAt(first) == '#' || text.startsWith("//", first)) {
                first = endOfLine(first);
            } else {
                return first;
            }
        }
        return first;
    }

    private boolean isComment() {
        return text.charAt(at) == '#' || text.startsWith("//", at);
    }

    private void comment() {
        copy(endOfLine(at) - at);
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private int endOfText(int quote) {
        if (text.startsWith("\"\"\"", quote)) {
            int end = text.indexOf("\"\"\"", quote + 3);
            while (end >= 0 && at(end + 3) == '"') { // quotes at the end belong to the text
                end++;
            }
            return end < 0 ? text.length() : end + 3;
        }
        int end = quote + 1;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private static boolean isSpace(char next) {
        return Character.isWhitespace(next) || Character.isSpaceChar(next) || next == '\uFEFF';
    }

    private void copy(int characters) {
        for (int i = 0; i < characters && at < text.length(); i++) {
            line += text.charAt(at) == '\n' ? 1 : 0;
            out.append(text.charAt(at++));
        }
    }
}
