package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What about the data is likely to make training go badly, and the key that mends it. */
final class Advice {
    private static final double LARGE = 10; // the size of a number that initial weights are not made for
    private static final double APART = 100; // between the sizes of features
    private static final double FAR = 20; // deviations from the mean
    private static final double UNEVEN = 10; // between the largest and the smallest class
    private static final Set<Double> SENTINELS =
            Set.of(-999.0, -9999.0, -99999.0, -999999.0, 999.0, 9999.0, 99999.0, 999999.0, -99.0);
    private static final Pattern NAMELESS = Pattern.compile("\\s*|Unnamed: \\d+|_c\\d+|index|__index_level_\\d+__");
    private static final int SHOWN = 5;
    private static final String LEAVE_OUT = "name in data.train.features the columns to use";
    private static final String NOTHING = "there is nothing to learn: name another column in data.train.label.column";
    private static final String SCALE = "set data.features.scale = standard";

    private final Table table;
    private final List<Column> columns;
    private final Survey survey;
    private final List<DataReport.Warning> warnings = new ArrayList<>();

    private Advice(Table table, List<Column> columns, Survey survey) {
        this.table = table;
        this.columns = columns;
        this.survey = survey;
    }

    /** Returns a warning for each thing. */
    static List<DataReport.Warning> of(Table table, List<Column> columns, Survey survey, Map<String, Long> classes) {
        Advice advice = new Advice(table, columns, survey);
        advice.features();
        advice.sizes();
        if (classes.isEmpty()) {
            advice.values();
        } else {
            advice.classes(classes, table.source().label() instanceof Label.Numbered);
        }
        return advice.warnings;
    }

    /** Returns a warning for each thing about classes by number. */
    static List<DataReport.Warning> of(Map<String, Long> classes) {
        Advice advice = new Advice(null, List.of(), null);
        advice.classes(classes, true);
        return advice.warnings;
    }

    private void features() {
        say(columnsWith(Statistics::isConstant), "never change", "a constant tells nothing: " + LEAVE_OUT);
        List<String> counting = columnsWith(Statistics::isCounting);
        say(counting, "count the rows, as row numbers and keys do", "they tell nothing of other rows: " + LEAVE_OUT);
        List<String> nameless = columns.stream()
                .map(Column::name)
                .filter(name ->
                        table.source().hasNames() && NAMELESS.matcher(name).matches())
                .filter(name -> !counting.contains(shown(name)))
                .map(Advice::shown)
                .toList();
        say(
                nameless,
                "have no name of their own",
                "pandas and others write row numbers so; if that is what they are, " + LEAVE_OUT);
        say(
                columnsWith(Statistics::isLabel),
                "equal the label \"" + table.label() + "\" in every row",
                "what shall be predicted must not be among the features: " + LEAVE_OUT);
        say(
                columnsWith(number -> number.missing() > survey.rows() / 2),
                "are missing in more than half of the rows",
                LEAVE_OUT + ", or set data.features.missing = indicator");
        say(
                columnsWith(Advice::hasSentinel),
                "have -999, 9999 or the like as an extreme value in many rows",
                "if it stands for a missing value, leave the cell empty and set data.features.missing = mean");
        if (table.preparation().settings().scale() != FeatureSettings.Scale.MIN_MAX) {
            say(
                    columnsWith(Advice::hasOutlier),
                    "have values more than 20 standard deviations off the mean",
                    "see whether they are right: a single one can undo what was learned");
        }
    }

    private static boolean hasSentinel(Statistics number) {
        boolean low = SENTINELS.contains(number.least()) && number.atLeast() > 1;
        boolean high = SENTINELS.contains(number.largest()) && number.atLargest() > 1;
        return !number.isConstant() && (low || high);
    }

    private static boolean hasOutlier(Statistics number) {
        double far = Math.max(number.largest() - number.mean(), number.mean() - number.least());
        return number.deviation() > 0 && far > FAR * number.deviation() && number.atLargest() + number.atLeast() < 10;
    }

    /** Weights begin as if features had mean 0 and deviation 1, and one rate of learning serves all. */
    private void sizes() {
        if (table.preparation().scales()) {
            return;
        }
        Statistics largest = null;
        Statistics smallest = null;
        for (Statistics number : survey.numbers()) {
            if (!number.isConstant()) {
                largest = largest == null || number.size() > largest.size() ? number : largest;
                smallest = smallest == null || number.size() < smallest.size() ? number : smallest;
            }
        }
        boolean apart = largest != null && largest.size() > APART * smallest.size();
        if (largest != null && (largest.size() > LARGE || apart)) {
            String name = nameOf(largest);
            String other = nameOf(smallest) + " about " + plain(smallest.size());
            warn(
                    "features are large or of very different size: " + name + " is about " + plain(largest.size())
                            + (apart ? ", " + other : ""),
                    SCALE);
        }
    }

    private void values() {
        Statistics label = survey.label();
        if (label.isConstant()) {
            warn("the label \"" + table.label() + "\" is " + plain(label.least()) + " in every row", NOTHING);
        } else if (label.size() > APART) {
            warn(
                    "the label \"" + table.label() + "\" is about " + plain(label.size()),
                    "the loss is its square, and training may diverge: divide the column by a constant");
        }
    }

    private void classes(Map<String, Long> classes, boolean numbered) {
        List<String> absent =
                classes.keySet().stream().filter(name -> classes.get(name) == 0).toList();
        int present = classes.size() - absent.size();
        if (present == 1) {
            warn("every label is " + largest(classes), NOTHING);
        }
        if (!absent.isEmpty()) {
            warn(
                    "classes " + some(absent) + " never come",
                    numbered
                            ? "set data.train.label.classes to one more than the largest label, or, if labels are not"
                                    + " counted from 0, data.train.label.kind = named"
                            : "leave them out of data.train.label.names");
        }
        say(
                classes.keySet().stream()
                        .filter(name -> !numbered && Diagnosis.isMissing(name))
                        .map(Advice::shown)
                        .toList(),
                "are classes",
                "if they stand for a missing label, leave out such rows");
        long most = classes.values().stream().max(Long::compare).orElse(0L);
        List<String> rare = classes.keySet().stream()
                .filter(name -> classes.get(name) > 0 && most > UNEVEN * classes.get(name))
                .map(name -> name + " (" + classes.get(name) + ")")
                .toList();
        if (!rare.isEmpty()) {
            warn(
                    "classes " + some(rare) + " are rare beside " + largest(classes) + " (" + most + ")",
                    "set network.class-weights = balanced if they matter as much");
        }
    }

    private static String largest(Map<String, Long> classes) {
        return classes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    /** Returns the columns of one number with a property. Of an array, single numbers may well be constant. */
    private List<String> columnsWith(Predicate<Statistics> property) {
        List<String> names = new ArrayList<>();
        int at = 0;
        for (Column column : columns) {
            if (column.width() == 1 && property.test(survey.numbers().get(at))) {
                names.add(shown(column.name()));
            }
            at += column.width();
        }
        return names;
    }

    private String nameOf(Statistics number) {
        return Column.nameOf(columns, survey.numbers().indexOf(number));
    }

    private void say(List<String> names, String what, String then) {
        if (!names.isEmpty()) {
            warn("columns " + some(names) + " " + what, then);
        }
    }

    private void warn(String fact, String fix) {
        warnings.add(new DataReport.Warning(fact, fix));
    }

    private static String shown(String name) {
        return "\"" + name + "\"";
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.3g", number);
    }
}
