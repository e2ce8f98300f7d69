package org.sparksg.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sparksg.settings.Suggestion;

/**
 * Finds the columns that are used in the files of a table: the same ones, of the same kinds, in each. The order of features is that of the
 * training data, else the one asked for, else the files' own if all have one, else that of the names: never that of the
 * files' names.
 */
final class TableColumns {
    private final TableSource source;
    private final List<TablePart> parts;
    private final Schema training;

    /** {@code training}: what names and order shall be like; null if these are the training data. */
    TableColumns(TableSource source, List<TablePart> parts, Schema training) {
        this.source = source;
        this.parts = parts;
        this.training = training;
    }

    /** Returns the names of the feature columns in order. */
    List<String> features() {
        TablePart first = parts.get(0);
        for (TablePart part : parts) {
            requireSame(first, part);
        }
        require(first, source.label().column(), "label");
        if (!source.weight().isEmpty()) {
            require(first, source.weight(), "weight");
        }
        source.features().forEach(feature -> require(first, feature, "feature"));
        List<String> own = used(first);
        if (own.isEmpty()) {
            throw first.file()
                    .error("has no column besides the label \"" + source.label().column()
                            + "\": is the separator right?");
        }
        requireKinds(first, own);
        if (training != null) {
            requireTraining(first, own);
            return training.columns().stream().map(Column::name).toList();
        }
        boolean agreed = parts.stream().allMatch(part -> used(part).equals(own));
        return agreed ? own : List.copyOf(new TreeSet<>(own));
    }

    /** Returns the features in a file: those asked for that it has, else all but label and weight, in its order. */
    private List<String> used(TablePart part) {
        List<String> names = names(part);
        if (!source.features().isEmpty()) {
            return source.features().stream().filter(names::contains).toList();
        }
        return names.stream()
                .filter(name -> !name.equals(source.label().column()) && !isWeight(name))
                .toList();
    }

    /** A column without a name is no weight where nobody asked for one. */
    private boolean isWeight(String name) {
        return !source.weight().isEmpty() && name.equals(source.weight());
    }

    private static List<String> names(TablePart part) {
        return part.columns().stream().map(TableColumn::name).toList();
    }

    private void requireSame(TablePart first, TablePart part) {
        requireDifferent(part);
        Set<String> before = withLabel(first);
        Set<String> here = withLabel(part);
        List<String> missing = minus(before, here);
        List<String> more = minus(here, before);
        if (!missing.isEmpty() || !more.isEmpty()) {
            throw part.file()
                    .error("differs in its columns from " + first.file().path() + ": "
                            + (missing.isEmpty() ? "" : "lacks " + missing)
                            + (missing.isEmpty() || more.isEmpty() ? "" : " and ")
                            + (more.isEmpty() ? "" : "has " + more + " besides")
                            + ": mend the files, or name in features the columns that all of them have");
        }
        Map<String, TableColumn> columns = byName(first);
        for (TableColumn column : part.columns()) {
            TableColumn other = columns.get(column.name());
            if (here.contains(column.name()) && column.kind() != other.kind()) {
                throw part.file()
                        .error("column \"" + column.name() + "\" has type " + column.type() + ", but in "
                                + first.file().path() + " it has type " + other.type()
                                + ": write both files with the same type");
            }
        }
    }

    private Set<String> withLabel(TablePart part) {
        Set<String> names = new LinkedHashSet<>(used(part));
        if (names(part).contains(source.label().column())) {
            names.add(source.label().column());
        }
        names(part).stream().filter(this::isWeight).forEach(names::add);
        return names;
    }

    private static List<String> minus(Set<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(name)).toList();
    }

    private static Map<String, TableColumn> byName(TablePart part) {
        Map<String, TableColumn> columns = new HashMap<>();
        part.columns().forEach(column -> columns.put(column.name(), column));
        return columns;
    }

    /** Two columns of one name cannot be told apart. */
    private void requireDifferent(TablePart part) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> wanted = new ArrayList<>(used(part));
        wanted.add(source.label().column());
        names(part).stream().filter(this::isWeight).forEach(wanted::add);
        for (String name : names(part)) {
            if (!seen.add(name) && wanted.contains(name)) {
                throw part.file()
                        .error("two columns are named \"" + name + "\""
                                + Diagnosis.ofEqualNames(names(part), source.dialect()));
            }
        }
    }

    private void require(TablePart part, String name, String role) {
        List<String> names = names(part);
        if (!names.contains(name)) {
            throw part.file()
                    .error("no column \"" + name + "\" for the " + role + ", found " + names
                            + Diagnosis.ofColumns(name, part.columns(), source.dialect()));
        }
    }

    private void requireKinds(TablePart part, List<String> features) {
        Map<String, TableColumn> columns = byName(part);
        for (String feature : features) {
            TableColumn column = columns.get(feature);
            if (!column.canBeFeature()) {
                throw part.file()
                        .error("column \"" + feature + "\" has type " + column.type()
                                + ", expected a number, an array of numbers or a Spark ML vector; name the columns of"
                                + " features if this is none, or cast it to double");
            }
        }
        TableColumn weight = source.weight().isEmpty() ? null : columns.get(source.weight());
        if (weight != null && weight.kind() != TableColumn.Kind.CELLS && weight.kind() != TableColumn.Kind.NUMBER) {
            throw part.file()
                    .error("column \"" + weight.name() + "\" has type " + weight.type()
                            + ", expected a number for the weight of an example");
        }
        TableColumn label = columns.get(source.label().column());
        String trouble = Diagnosis.ofLabelKind(source.label(), label);
        if (trouble != null) {
            throw part.file()
                    .error("column \"" + label.name() + "\" has type " + label.type() + ", expected " + trouble);
        }
    }

    /** Names decide which column is which, so all must be there; others may only be passed over if that was asked for. */
    private void requireTraining(TablePart part, List<String> own) {
        List<String> wanted = training.columns().stream().map(Column::name).toList();
        List<String> missing = minus(new LinkedHashSet<>(wanted), new LinkedHashSet<>(own));
        List<String> more = minus(new LinkedHashSet<>(own), new LinkedHashSet<>(wanted));
        if (!missing.isEmpty() || !more.isEmpty()) {
            List<String> left = missing.stream().filter(names(part)::contains).toList();
            throw part.file()
                    .error("does not have the columns of the training data: "
                            + (missing.isEmpty()
                                    ? ""
                                    : "lacks " + missing
                                            + Suggestion.of(missing.get(0), more.isEmpty() ? names(part) : more))
                            + (missing.isEmpty() || more.isEmpty() ? "" : "; ")
                            + (more.isEmpty() ? "" : "has " + more + " besides")
                            + (left.isEmpty() ? "" : "; " + left + " are there, but not named in features")
                            + ": columns are matched by name; name in features those to read, or rename them");
        }
        if (!training.label().equals(source.label().column())) {
            throw part.file()
                    .error("the label is column \"" + source.label().column() + "\", but in the training data it is \""
                            + training.label() + "\": name the same column, and rename it in the file if need be");
        }
    }
}
