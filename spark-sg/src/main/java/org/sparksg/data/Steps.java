package org.sparksg.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.sparksg.tensor.Hash;

/** The steps of one sequence: as they come, until {@link #sort}. */
final class Steps {
    /** Bytes of a step beside its numbers: target, place, row, and what the arrays have to spare. */
    static final int BYTES = 24;

    private final String key;
    private final int width;
    private int count;
    private float[] inputs;
    private float[] targets = new float[4]; // labels, at first
    private double[] places = new double[4]; // in time
    private int[] rows = new int[4]; // of all files

    Steps(String key, int width) {
        this.key = key;
        this.width = width;
        this.inputs = new float[4 * width];
    }

    void add(double[] numbers, float label, double place, int row) {
        if (count == rows.length) {
            int room = count + count / 2;
            inputs = Arrays.copyOf(inputs, room * width);
            targets = Arrays.copyOf(targets, room);
            places = Arrays.copyOf(places, room);
            rows = Arrays.copyOf(rows, room);
        }
        for (int i = 0; i < width; i++) {
            inputs[count * width + i] = (float) numbers[i];
        }
        targets[count] = label;
        places[count] = place;
        rows[count++] = row;
    }

    /** Returns whether there is no room for one more: an array has at most 2^31 numbers. */
    boolean isFull() {
        return 3L * (count + 1) / 2 * width > Integer.MAX_VALUE - Long.BYTES;
    }

    String key() {
        return key;
    }

    int count() {
        return count;
    }

    /** Returns the label of the last step that came. */
    float label() {
        return targets[count - 1];
    }

    /** Returns what goes in, step by step. */
    float[] inputs() {
        return inputs;
    }

    /** Returns what shall come out at each step. */
    float[] targets() {
        return targets;
    }

    /** Puts the steps into the order of their places; returns a row whose place is that of a row before it, or -1 if there is none. */
    int sort() {
        int[] order = order();
        int twice = -1;
        for (int i = 1; i < count; i++) {
            if (places[order[i - 1]] == places[order[i]]) {
                twice = rows[order[i]];
            }
        }
        float[] sorted = new float[count * width];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(inputs, order[i] * width, sorted, i * width, width);
            labels[i] = targets[order[i]];
        }
        inputs = sorted;
        targets = labels;
        places = null;
        rows = null;
        return twice;
    }

    /** Rows of one place stay in the order that they came in. */
    private int[] order() {
        boolean sorted = IntStream.range(1, count).allMatch(i -> places[i - 1] <= places[i]);
        IntStream all = IntStream.range(0, count);
        return sorted
                ? all.toArray()
                : all.boxed()
                        .sorted(Comparator.comparingDouble(i -> places[i]))
                        .mapToInt(i -> i)
                        .toArray();
    }

    /** The target of each step is the id that follows; the last one has none. */
    void followEachOther() {
        for (int i = 0; i < count; i++) {
            targets[i] = i + 1 < count ? inputs[i + 1] : -1;
        }
    }

    /** The last step alone has the class that all of them have. */
    void classifyLast() {
        Arrays.fill(targets, 0, count - 1, -1);
    }

    /** Gives classes other numbers. */
    void renumber(int[] numbers) {
        for (int i = 0; i < count; i++) {
            targets[i] = numbers[(int) targets[i]];
        }
    }

    /** Returns a number that puts sequences into an order that tells nothing of their keys. */
    long shuffled() {
        long hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = Hash.mix(hash, key.charAt(i));
        }
        return hash;
    }
}
