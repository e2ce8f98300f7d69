package org.sparksg.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Text as windows of ids: an example has {@code window} units in a row, and its target is the unit that follows each of them.
 *
 * @param path a file, a directory of such files, which follow each other in the order of their names, or a pattern
 * @param units what an id stands for
 * @param window units of an example
 * @param continued whether an example goes on where the one before it ended
 * @param alphabet the characters that there are, in the order of their ids; empty for those that are found
 */
public record Text(String path, Units units, int window, boolean continued, List<String> alphabet)
        implements DataSource {
    /** What an id stands for. */
    public enum Units {
        /** A character of UTF-8 text: ids count those that are found in training data, in the order of Unicode. */
        CHARACTERS,
        /** A byte. */
        BYTES;

        String words() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the path and the length. */
    public Text {
        Require.text("path", path, "name a text file");
        Require.present("units", units);
        Require.atLeastOne("window", window);
        alphabet = List.copyOf(alphabet);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        List<InputFile> files = files(hadoop);
        TextIds text = TextIds.read(files, units, alphabet);
        char[] ids = text.ids();
        List<String> names = text.names();
        Map<String, Long> counts = new LinkedHashMap<>();
        long[] found = new long[names.size()];
        for (char id : ids) {
            found[id]++;
        }
        for (int id = 0; id < found.length; id++) {
            counts.put(units == Units.BYTES ? names.get(id) : shown(names.get(id)), found[id]);
        }
        int windows = windows(ids, files);
        DataReport report = new DataReport(windows, List.of(), null, counts, List.of());
        return new SourceSummary(windows, schema(names), fingerprint(hadoop), report);
    }

    /** Returns a character as people can see it. */
    private static String shown(String character) {
        int code = character.codePointAt(0);
        boolean visible = code > ' ' && !Character.isISOControl(code) && !Character.isWhitespace(code);
        return visible ? character : String.format("U+%04X", code);
    }

    private Schema schema(List<String> names) {
        Shape each = Shape.of(window);
        return Schema.ofSequences(each, each, names, new Sequences(names.size(), continued));
    }

    private int windows(char[] ids, List<InputFile> files) {
        int windows = (ids.length - 1) / window; // the last unit is a target only
        if (ids.length == 0) {
            throw files.get(0).error("is empty, expected text");
        }
        if (windows < 1) {
            throw files.get(0)
                    .error("has " + ids.length + " " + units.words() + ", expected more than the " + window
                            + " of a window: give more text, or make the window smaller");
        }
        return windows;
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return "text-" + Fingerprint.of(units.words() + " " + window + " " + continued, files(hadoop));
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        List<InputFile> files = files(hadoop);
        char[] ids = TextIds.read(files, units, alphabet).ids();
        return new Windows(ids, window, windows(ids, files), continued);
    }

    /** The characters of the training data are those of all, and all are read in the same way. */
    @Override
    public DataSource aligned(Schema training) {
        boolean goesOn = training.sequences().continued();
        List<String> known = units == Units.BYTES ? List.of() : training.classNames();
        return new Aligned(this, new Text(path, units, window, goesOn, known));
    }

    private List<InputFile> files(Configuration hadoop) throws IOException {
        return InputFile.all("path", path, hadoop);
    }
}
