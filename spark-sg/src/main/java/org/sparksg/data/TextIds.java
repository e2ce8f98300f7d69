package org.sparksg.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparksg.settings.BadSetting;

/** All units of text files, as ids, and what ids are called. */
final class TextIds {
    private static final int MOST = 1 << 16; // different ids
    private static final int LONGEST = 1 << 30; // bytes of a file

    private final char[] ids;
    private final List<String> names;

    private TextIds(char[] ids, List<String> names) {
        this.ids = ids;
        this.names = names;
    }

    /**
     * Reads each file once: characters are numbered as they are found, and then in the order of Unicode.
     *
     * @param alphabet the characters that there may be, in the order of their ids; empty for all
     */
    static TextIds read(List<InputFile> files, Text.Units units, List<String> alphabet) throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        for (int id = 0; id < alphabet.size(); id++) {
            numbers.put(alphabet.get(id), id);
        }
        List<char[]> parts = new ArrayList<>();
        for (InputFile file : files) {
            parts.add(units == Text.Units.BYTES ? bytes(file) : characters(file, numbers, alphabet.isEmpty()));
        }
        if (units == Text.Units.CHARACTERS && alphabet.isEmpty()) {
            checkDifferent(numbers.size(), files);
            return sorted(join(parts, units, files), numbers);
        }
        return new TextIds(join(parts, units, files), units == Text.Units.BYTES ? byteNames() : alphabet);
    }

    char[] ids() {
        return ids;
    }

    /** Returns what ids are called, in their order. */
    List<String> names() {
        return names;
    }

    private static List<String> byteNames() {
        return IntStream.range(0, 1 << Byte.SIZE).mapToObj(Integer::toString).toList();
    }

    private static void checkDifferent(int different, List<InputFile> files) {
        if (different > MOST) {
            throw new BadSetting(
                    "units",
                    "characters",
                    "the text has " + different + " different ones, expected at most " + MOST,
                    "take bytes");
        }
        if (different == 1) {
            throw files.get(0)
                    .error("has one character only, again and again, expected two or more different ones: there is"
                            + " nothing to predict");
        }
    }

    private static TextIds sorted(char[] ids, Map<String, Integer> numbers) {
        List<String> names = numbers.keySet().stream()
                .sorted(Comparator.comparingInt(name -> name.codePointAt(0)))
                .toList();
        char[] places = new char[names.size()];
        for (int id = 0; id < places.length; id++) {
            places[numbers.get(names.get(id))] = (char) id;
        }
        for (int i = 0; i < ids.length; i++) {
            ids[i] = places[ids[i]];
        }
        return new TextIds(ids, names);
    }

    private static char[] join(List<char[]> parts, Text.Units units, List<InputFile> files) {
        long length = parts.stream().mapToLong(part -> part.length).sum();
        if (length > Integer.MAX_VALUE - Long.BYTES) {
            throw files.get(0)
                    .error("and the files beside it hold " + length + " " + units.words() + ", expected at most "
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

    /** {@code open}: whether characters that have no number get the next one. */
    private static char[] characters(InputFile file, Map<String, Integer> numbers, boolean open) throws IOException {
        int[] found = text(file).codePoints().toArray();
        char[] ids = new char[found.length];
        for (int i = 0; i < found.length; i++) {
            String name = Character.toString(found[i]);
            Integer id = numbers.get(name);
            if (id == null && open) {
                id = numbers.size();
                numbers.put(name, id);
            }
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
