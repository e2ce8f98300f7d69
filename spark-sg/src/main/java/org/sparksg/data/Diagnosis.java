package org.sparksg.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sparksg.settings.Decimal;
import org.sparksg.settings.Suggestion;

/** What is likely wrong with a value or a column that cannot be read, and the key that mends it. Dialects are null where files are no text. */
final class Diagnosis {
    private static final Pattern COMMA = Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d+)?");
    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}([ ',\u00A0\u202F]\\d{3})+(\\.\\d*)?");
    private static final Pattern UNIT = Pattern.compile("[^\\p{L}\\d]*[+-]?\\d+(\\.\\d*)?\\s*[^\\d\\s]+");
    private static final Set<String> MISSING =
            Set.of("na", "n/a", "nan", "null", "none", "nil", "-", "?", "nothing", "missing", "#n/a", "\\n");
    private static final List<String> SEPARATORS = List.of(";", "\t", "|", ",", " ");

    /** What to do where a value is missing. */
    static final String FILL = "leave such rows out, or fill them: data.features.missing = mean or indicator";

    /** What to do where a number of a step is missing. */
    static final String UNFILLED =
            "numbers of sequences are not filled: put one there, such as the one before, or leave the row out";

    private static final String HEADLESS = ": the first line holds numbers; if it names no columns, set header = false,"
            + " and call columns by their positions from 0";

    private Diagnosis() {}

    /** Returns what may explain that two columns have one name. */
    static String ofEqualNames(List<String> names, CsvDialect dialect) {
        return isHeadless(dialect, names) ? HEADLESS : ": rename one, or name other columns in features";
    }

    /** Whether a first line that should hold names looks like an example: it is mostly numbers. */
    private static boolean isHeadless(CsvDialect dialect, List<String> names) {
        long numbers = names.stream()
                .filter(name -> !Double.isNaN(Decimal.parse(name)))
                .count();
        return dialect != null && dialect.header() && 2 * numbers > names.size();
    }

    /** Returns whether a cell has no value: it is empty, or has one of the usual marks. */
    static boolean isMissing(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return word.isEmpty() || MISSING.contains(word);
    }

    /** Returns what is wrong with the value of a feature; {@code text} is null where the file has numbers. */
    static String ofFeature(String text, double value, CsvDialect dialect) {
        if (text == null) {
            return "has the value " + value + ", expected finite numbers of 32 bits"
                    + (Double.isNaN(value) ? ": " + FILL : "");
        }
        return "\"" + text + "\" is not a finite number" + cause(text, dialect != null && !dialect.header());
    }

    private static String cause(String text, boolean headless) {
        if (!Double.isNaN(Decimal.parse(text))) {
            return " of 32 bits, which end at 3.4e38: scale the column, or leave it out of features";
        }
        if (isMissing(text)) {
            return ": a missing value? " + FILL;
        }
        if (GROUPED.matcher(text).matches()) {
            return ": write numbers without marks between thousands, and with a decimal point";
        }
        if (COMMA.matcher(text).matches()) {
            return ": a decimal comma? write numbers with a decimal point";
        }
        if (UNIT.matcher(text).matches()) {
            return ": write decimal digits alone, without unit or suffix";
        }
        return ": name the columns of numbers in features to leave this one out"
                + (headless ? ", or set header = true if the first line names the columns" : "");
    }

    /** Returns what may explain that a column is not among those of a file. */
    static String ofColumns(String wanted, List<TableColumn> columns, CsvDialect dialect) {
        List<String> names = columns.stream().map(TableColumn::name).toList();
        if (dialect == null) {
            return Suggestion.of(wanted, names);
        }
        String separator = Character.toString(dialect.separator());
        String line = dialect.header() ? names.get(0) : columns.get(0).type(); // the first one, if it is one cell
        for (String other : SEPARATORS) {
            if (names.size() == 1 && !other.equals(separator) && line.contains(other)) {
                return ": is the separator another one? set separator = "
                        + (other.equals("\t") ? "tab" : "\"" + other + "\"");
            }
        }
        if (isHeadless(dialect, names)) {
            return HEADLESS;
        }
        if (!dialect.header()) {
            return ": without a header columns are called by their positions from 0; header = true takes names from the"
                    + " first line";
        }
        return Suggestion.of(wanted, names);
    }

    /** Returns what was expected of the label's column, and how to read the one that is there; null if it will do. */
    static String ofLabelKind(Label label, TableColumn column) {
        return switch (column.kind()) {
            case CELLS, NUMBER -> null;
            case TEXT ->
                label instanceof Label.Named
                        ? null
                        : "a number for the label: label.kind = named takes classes by name";
            case NUMBERS ->
                label instanceof Label.Numbered
                        ? null
                        : "a single value for the label"
                                + (label instanceof Label.Named ? ": label.kind = numbered takes one-hot arrays" : "");
            case TIME, OTHER ->
                label instanceof Label.Named ? "text or a number for the label" : "a number for the label";
        };
    }

    /** Returns what is wrong with the text of a label that should be a number. */
    static String ofLabelText(String text, Label label) {
        String named = label instanceof Label.Numbered && !COMMA.matcher(text).matches()
                ? ": label.kind = named takes classes by name"
                : cause(text, false);
        return "\"" + text + "\" is not a finite number" + named;
    }

    /** Returns what is wrong with a number that should be the number of a class. */
    static String ofClass(double number, int classes) {
        String rule = "label " + plain(number) + ", expected a whole number 0.." + (classes - 1);
        if (number != Math.rint(number)) {
            return rule + ": label.kind = value predicts such numbers";
        }
        if (number < 0) {
            return rule + ": label.kind = named takes classes of any numbers, each by its text";
        }
        return rule
                + ": classes are counted from 0; if there are more, set label.classes, and if they are counted from 1,"
                + " label.kind = named takes them by their text";
    }

    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? String.valueOf((long) number) : "" + number;
    }
}
