package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * Tables in the text format of libsvm and SVMlight, one example a line: the label, then {@code index:value} for each feature that is not
 * 0, with indices from 1 on, ascending. What follows {@code #} is a comment. Columns have no names; features have shape {@code
 * [width]}. Source of the format: the README of Chang and Lin's LIBSVM.
 *
 * <p>{@link #inspect} reads all.
 *
 * @param path a file, a directory of part files, or a pattern
 * @param label how to read labels; their column has no name
 * @param width the number of features; 0 for the largest index in the training data
 */
public record Libsvm(String path, Label label, int width) implements TableSource {
    /** The name of the label's column in messages. */
    public static final String LABEL = "label";

    static final String FEATURES = "features";

    private static final int WIDEST = 1 << 20; // that is taken from data which may be damaged

    /** Checks all components. */
    public Libsvm {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("label", label);
        Require.atLeast("width", width, 0);
    }

    @Override
    public List<String> features() {
        return List.of(FEATURES);
    }

    @Override
    public String kind() {
        return "libsvm";
    }

    @Override
    public String reading() {
        return "" + label + width;
    }

    @Override
    public boolean hasNames() {
        return false;
    }

    @Override
    public Libsvm ready(List<InputFile> files, Schema training) throws IOException {
        if (training != null) {
            return new Libsvm(path, label, training.width());
        }
        int largest = width;
        for (int i = 0; width == 0 && i < files.size(); i++) {
            try (LibsvmCursor rows = new LibsvmCursor(
                    new LibsvmPart(files.get(i), Integer.MAX_VALUE), List.of(), TableCursor.Place.START)) {
                while (rows.next()) {
                    TableRows.requireWanted(path);
                    largest = Math.max(largest, rows.largest());
                }
            }
        }
        if (largest > WIDEST) {
            throw new BadSetting(
                    "width",
                    0,
                    "the data have a feature of index " + largest + ", which may be damage",
                    "set it to that if it is right");
        }
        return new Libsvm(path, label, Math.max(1, largest));
    }

    @Override
    public TablePart part(InputFile file, Configuration hadoop) {
        return new LibsvmPart(file, width);
    }
}
