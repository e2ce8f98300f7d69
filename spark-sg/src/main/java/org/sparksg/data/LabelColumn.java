package org.sparksg.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.sparksg.settings.Decimal;
import org.sparksg.settings.Suggestion;
import org.sparksg.tensor.Shape;

/** Takes the label of one row after the other, as {@link Label} says, and makes targets of them. */
final class LabelColumn {
    private final Label label;
    private final List<String> known; // names of classes, in order; empty if they have to be found
    private final boolean trained; // whether they come from the training data
    private final Map<String, Integer> found = new HashMap<>(); // names, in the order that they came in
    private final Narrowing narrowing;
    private int[] classes = new int[16];
    private float[] values = new float[16];
    private double[] numbers = new double[1];
    private final boolean kept;
    private int count; // of those kept
    private long[] counts = new long[16]; // of each class
    private int last; // class
    private double answer;

    /**
     * Prepares for labels.
     *
     * @param training the names of the classes in the training data, if these are other data; else none
     * @param kept whether they are kept, for {@link #with}
     */
    LabelColumn(Label label, List<String> training, boolean kept) {
        this.label = label;
        this.kept = kept;
        this.trained = isNamed(label) && !training.isEmpty();
        this.known = trained ? training : label instanceof Label.Named named ? named.names() : List.of();
        known.forEach(name -> found.put(name, found.size()));
        this.narrowing = new Narrowing(List.of(new Column(label.column(), 1)), true);
    }

    private static boolean isNamed(Label label) {
        return label instanceof Label.Named;
    }

    /** Tells whether labels are names rather than numbers. */
    boolean isNamed() {
        return isNamed(label);
    }

    /** Takes the label of the next row, which stands in this column of the cursor. */
    void read(TableCursor cursor, int column) {
        TableRows.requirePresent(cursor, column);
        if (isNamed()) {
            readName(cursor, column);
        } else {
            readNumber(cursor, column);
        }
        count += kept ? 1 : 0;
    }

    /** Returns the last label as a number: that of its class if it has a name that is none. */
    double answer() {
        return answer;
    }

    private void readName(TableCursor cursor, int column) {
        String name = cursor.text(column);
        Integer number = found.get(name);
        if (number == null && !known.isEmpty()) {
            throw cursor.error(
                    column,
                    "label \"" + name + "\", expected one of " + known
                            + (trained ? ", the classes of the training data" : "") + Suggestion.of(name, known));
        }
        if (number == null) {
            number = found.size();
            found.put(name, number);
        }
        addClass(number);
        double called = Decimal.parse(name);
        answer = Double.isNaN(called) ? number : called;
    }

    private void readNumber(TableCursor cursor, int column) {
        int width = cursor.width(column);
        numbers = width > numbers.length ? new double[width] : numbers;
        cursor.numbers(column, numbers, 0);
        String text = cursor.text(column);
        if (text != null && !Float.isFinite((float) numbers[0])) {
            throw cursor.error(column, Diagnosis.ofLabelText(text, label));
        }
        if (label instanceof Label.Numbered numbered) {
            String trouble =
                    width == 1 ? addNumber(numbers[0], numbered.classes()) : addOneHot(width, numbered.classes());
            if (trouble != null) {
                throw cursor.error(column, trouble);
            }
        } else if (!Float.isFinite((float) numbers[0])) {
            throw cursor.error(column, "label " + numbers[0] + ", expected a finite number of 32 bits");
        } else {
            narrowing.add(0, numbers[0], cursor, column);
            answer = numbers[0];
            if (kept) {
                values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
                values[count] = (float) numbers[0];
            }
        }
    }

    private String addNumber(double number, int limit) {
        if (number != Math.rint(number) || number < 0 || number >= limit) {
            return Diagnosis.ofClass(number, limit);
        }
        addClass((int) number);
        return null;
    }

    private String addOneHot(int width, int limit) {
        int one = -1;
        for (int i = 0; i < width; i++) {
            if (numbers[i] == 1 && one < 0) {
                one = i;
            } else if (numbers[i] != 0) {
                return "label " + Arrays.toString(Arrays.copyOf(numbers, width))
                        + ", expected the number of a class, or one 1 among zeros";
            }
        }
        if (one < 0) {
            return "label of " + width + " zeros, expected one 1 among zeros";
        }
        if (width != limit) {
            return "one-hot label of " + width + " numbers, expected " + limit + ": set label.classes = " + width;
        }
        addClass(one);
        return null;
    }

    private void addClass(int number) {
        counts = number < counts.length ? counts : Arrays.copyOf(counts, Math.max(2 * counts.length, number + 1));
        counts[number]++;
        last = number;
        answer = number;
        if (kept) {
            classes = count < classes.length ? classes : Arrays.copyOf(classes, 2 * count);
            classes[count] = number;
        }
    }

    /** Returns how often each class came, in the order of the target; nothing for values. */
    Map<String, Long> counts() {
        Map<String, Long> all = new LinkedHashMap<>();
        if (isNamed()) {
            classNames().forEach(name -> all.put(name, countOf(found.get(name))));
        } else if (label instanceof Label.Numbered numbered) {
            for (int i = 0; i < numbered.classes(); i++) {
                all.put(Integer.toString(i), countOf(i));
            }
        }
        return all;
    }

    private long countOf(int number) {
        return number < counts.length ? counts[number] : 0;
    }

    /** Returns the class of the last label: its number in the target if names were given, or classes have none. */
    int lastClass() {
        return last;
    }

    /** Returns the last label if it is a value. */
    float lastValue() {
        return (float) answer;
    }

    /** Returns whether labels are classes. */
    boolean isClassification() {
        return !(label instanceof Label.Value);
    }

    /** Returns the names of the classes in the order of the target; empty if they have none. */
    List<String> classNames() {
        return known.isEmpty() ? List.copyOf(new TreeSet<>(found.keySet())) : known;
    }

    /** Returns the shape of a target. Names that have to be found must all have been read. */
    Shape target() {
        if (label instanceof Label.Numbered numbered) {
            return Shape.of(numbered.classes());
        }
        return isNamed() ? Shape.of(classNames().size()) : Shape.of(1);
    }

    /**
     * Checks what only all labels together tell.
     *
     * @param spread whether these are all rows of the training data
     */
    void finish(String path, boolean spread) {
        if (isNamed() && classNames().size() < 2) {
            throw new DataException(path + ": every label in column \"" + label.column() + "\" is " + classNames()
                    + ", expected two classes at least");
        }
        narrowing.check(path, spread);
    }

    /** Makes a data set of the labels and the features of the same rows. */
    InMemory with(Shape features, float[][] rows) {
        if (label instanceof Label.Value) {
            float[][] targets = new float[count][];
            for (int i = 0; i < count; i++) {
                targets[i] = new float[] {values[i]};
            }
            return InMemory.ofValues(features, rows, targets);
        }
        int[] taken = Arrays.copyOf(classes, count);
        return InMemory.ofClasses(features, rows, isNamed() ? inOrder(taken) : taken, target().size());
    }

    /** Names that were found have the numbers of their appearance so far. */
    private int[] inOrder(int[] taken) {
        int[] places = places();
        return Arrays.stream(taken).map(number -> places[number]).toArray();
    }

    /** Returns where the class that had a number so far stands in the target, for each number: if classes have names. */
    int[] places() {
        List<String> names = classNames();
        int[] places = new int[found.size()];
        for (int i = 0; i < names.size(); i++) {
            places[found.get(names.get(i))] = i;
        }
        return places;
    }
}
