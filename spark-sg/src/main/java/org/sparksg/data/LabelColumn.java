package org.sparksg.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.sparksg.settings.Suggestion;
import org.sparksg.tensor.Shape;

/** Collects the label of one row after the other, as {@link Label} says, and makes targets of them. */
final class LabelColumn {
    private final Label label;
    private final List<String> names = new ArrayList<>(); // of Label.Named: one a row
    private final List<Float> numbers = new ArrayList<>(); // of the others

    LabelColumn(Label label) {
        this.label = label;
    }

    /** Tells whether labels are names rather than numbers. */
    boolean isNamed() {
        return label instanceof Label.Named;
    }

    /**
     * Takes the label of the next row.
     *
     * @return null if it is good, else what is wrong with it
     */
    String addName(String name) {
        List<String> allowed = ((Label.Named) label).names();
        if (!allowed.isEmpty() && !allowed.contains(name)) {
            return "label \"" + name + "\", expected one of " + allowed + Suggestion.of(name, allowed);
        }
        names.add(name);
        return null;
    }

    /** The same for a number. */
    String addNumber(double number) {
        if (label instanceof Label.Numbered numbered) {
            int last = numbered.classes() - 1;
            if (number != Math.rint(number) || number < 0 || number > last) {
                return "label " + plain(number) + ", expected a whole number 0.." + last;
            }
        } else if (!Double.isFinite(number)) {
            return "label " + number + ", expected a finite number";
        }
        numbers.add((float) number);
        return null;
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? String.valueOf((long) number) : "" + number;
    }

    /** Returns the names of the classes in the order of the target; empty if they have none. */
    List<String> classNames() {
        if (label instanceof Label.Named named) {
            return named.names().isEmpty() ? List.copyOf(new TreeSet<>(names)) : named.names();
        }
        return List.of();
    }

    /** Returns the shape of a target. Names that are looked up in the data must have been collected before. */
    Shape target() {
        if (label instanceof Label.Numbered numbered) {
            return Shape.of(numbered.classes());
        }
        return isNamed() ? Shape.of(classNames().size()) : Shape.of(1);
    }

    /** Checks that names looked up in the data are two at least. */
    void requireClasses(String path) {
        if (isNamed() && classNames().size() < 2) {
            throw new DataException(path + ": every label in column \"" + label.column() + "\" is " + classNames()
                    + ", expected two classes at least");
        }
    }

    /** Returns what the rows look like, with this label beside features of these columns. */
    Schema schema(int width, List<String> columns) {
        boolean classification = !(label instanceof Label.Value);
        return new Schema(Shape.of(width), columns, target(), label.column(), classification, classNames());
    }

    /** Makes a data set of the collected labels and the features of the same rows. */
    Examples with(Shape features, float[][] rows) {
        if (label instanceof Label.Value) {
            float[][] values = new float[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                values[i] = new float[] {numbers.get(i)};
            }
            return InMemory.ofValues(features, rows, values);
        }
        return InMemory.ofClasses(features, rows, isNamed() ? positions() : wholeNumbers(), target().size());
    }

    private int[] wholeNumbers() {
        return numbers.stream().mapToInt(Float::intValue).toArray();
    }

    private int[] positions() {
        List<String> classes = classNames();
        Map<String, Integer> position = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            position.put(classes.get(i), i);
        }
        return names.stream().mapToInt(position::get).toArray();
    }
}
