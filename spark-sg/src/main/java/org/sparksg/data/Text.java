package org.sparksg.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
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
    private static final int MOST = 1 << 16; // different ids
    private static final int LONGEST = 1 << 30; // bytes of a file

    /** What an id stands for. */
    public enum Units {
        /** A character of UTF-8 text: ids count those that are found in training data, in the order of Unicode. */
        CHARACTERS,
        /** A byte. */
        BYTES
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
        List<String> names = names(files);
        char[] ids = ids(files, names);
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
                    .error("has " + ids.length + " " + words() + ", expected more than the " + window
                            + " of a window: give more text, or make the window smaller");
        }
        return windows;
    }

    private String words() {
        return units.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return "text-" + Fingerprint.of(words() + " " + window + " " + continued, files(hadoop));
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        List<InputFile> files = files(hadoop);
        char[] ids = ids(files, names(files));
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

    private List<String> names(List<InputFile> files) throws IOException {
        if (units == Units.BYTES) {
            List<String> names = new ArrayList<>();
            for (int value = 0; value < 1 << Byte.SIZE; value++) {
                names.add(Integer.toString(value));
            }
            return names;
        }
        return alphabet.isEmpty() ? found(files) : alphabet;
    }

    private static List<String> found(List<InputFile> files) throws IOException {
        TreeSet<Integer> characters = new TreeSet<>();
        for (InputFile file : files) {
            text(file).codePoints().forEach(characters::add);
        }
        if (characters.size() > MOST) {
            throw new BadSetting(
                    "units",
                    "characters",
                    "the text has " + characters.size() + " different ones, expected at most " + MOST,
                    "take bytes");
        }
        if (characters.size() == 1) {
            throw files.get(0)
                    .error("has one character only, again and again, expected two or more different ones: there is"
                            + " nothing to predict");
        }
        return characters.stream().map(Character::toString).toList();
    }

    private char[] ids(List<InputFile> files, List<String> names) throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        for (int id = 0; id < names.size(); id++) {
            numbers.put(names.get(id), id);
        }
        List<char[]> parts = new ArrayList<>();
        long length = 0;
        for (InputFile file : files) {
            char[] part = units == Units.BYTES ? bytes(file) : characters(file, numbers);
            parts.add(part);
            length += part.length;
        }
        if (length > Integer.MAX_VALUE - Long.BYTES) {
            throw files.get(0)
                    .error("and the files beside it hold " + length + " " + words() + ", expected at most "
                            + Integer.MAX_VALUE + ": train on a part of them");
        }
        char[] all = new char[(int) length];
        int at = 0;
        for (char[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static char[] bytes(InputFile file) throws IOException {
        byte[] bytes = read(file);
        char[] ids = new char[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (char) (bytes[i] & 0xFF);
        }
        return ids;
    }

    private static char[] characters(InputFile file, Map<String, Integer> numbers) throws IOException {
        int[] found = text(file).codePoints().toArray();
        char[] ids = new char[found.length];
        for (int i = 0; i < found.length; i++) {
            Integer id = numbers.get(Character.toString(found[i]));
            if (id == null) {
                throw file.error(String.format(
                        "character %d is U+%04X, which the training data do not have: leave it out, or take"
                                + " units = bytes",
                        i, found[i]));
            }
            ids[i] = (char) id.intValue();
        }
        return ids;
    }

    private static byte[] read(InputFile file) throws IOException {
        if (file.length() > LONGEST) {
            throw file.error("has " + file.length() + " bytes, expected at most " + LONGEST
                    + ", which are held in memory: cut it into parts, and train on some of them");
        }
        try (InputStream in = file.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw file.broken("its text", e);
        }
    }

    private static String text(InputFile file) throws IOException {
        byte[] bytes = read(file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw file.error("is not text in UTF-8 (" + e.getMessage() + "): convert it, or take units = bytes");
        }
    }
}
