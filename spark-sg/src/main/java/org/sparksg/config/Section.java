package org.sparksg.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A section of a conf file, as its reader sees it: a reader asks for keys and makes settings of them. The same reader serves
 * twice: a {@link GivenSection} answers with what the file says, a {@link DocumentedSection} writes down what is asked for. So
 * a key is declared where it is read, once.
 */
interface Section {

    /** Reads a key. */
    <T> T get(Key<T> key);

    /** Reads a whole number. */
    default int integer(String name, int initial, String sentence) {
        return get(Key.of(name, Type.INTEGER, initial, sentence));
    }

    /** Reads a whole number that may be large. */
    default long whole(String name, long initial, String sentence) {
        return get(Key.of(name, Type.LONG, initial, sentence));
    }

    /** Reads a number. */
    default double number(String name, double initial, String sentence) {
        return get(Key.of(name, Type.NUMBER, initial, sentence));
    }

    /** Reads true or false. */
    default boolean flag(String name, boolean initial, String sentence) {
        return get(Key.of(name, Type.FLAG, initial, sentence));
    }

    /** Reads a duration. */
    default Duration duration(String name, Duration initial, String sentence) {
        return get(Key.of(name, Type.DURATION, initial, sentence));
    }

    /** Reads a choice between constants. */
    default <E extends Enum<E>> E constant(String name, E initial, String sentence) {
        return get(Key.of(name, Type.choice(initial.getDeclaringClass()), initial, sentence));
    }

    /** Opens a section in this one; if it was not given, all its keys have their defaults. */
    Section section(String name);

    /** Opens a section whose keys are those of another one, and documented there. */
    Section section(String name, String like, String sentence);

    /** Reads such a section if it was given. */
    <T> Optional<T> optional(String name, String like, String sentence, Function<Section, T> reader);

    /** Reads a key that names one of several forms, and the keys of that form in this section. */
    <T> T choose(Choice<T> choice);

    /** Reads the keys of all forms, whichever will be used. */
    <T> Map<String, T> all(Choice<T> choice);

    /** Reads a list of values of different kinds. */
    <T> List<T> list(Key<?> key, Kinds<T> kinds);

    /** Reads such a list within an element of one; {@code like}: the key of the outermost, where the kinds are documented. */
    <T> List<T> nested(Key<?> key, String like, Supplier<Kinds<T>> kinds);

    /** Reads a key whose value may also be a section. */
    <T> T either(Key<?> key, Supplier<T> value, Function<Section, T> section);

    /** Says that all keys below a name of this section are somebody else's. */
    void free(String name, String type, String sentence);

    /** Notes a problem with the given value of a key. */
    void problem(Key<?> key, String rule);

    /** Returns a path that is valid on every machine of a cluster. */
    String everywhere(String path);

    /** Reads a part, or returns null after its problems were noted, so that the next part can be read, too. */
    <T> T attempt(Supplier<T> reader);

    /**
     * Makes the settings of this section from keys that were read.
     *
     * @throws Reading.Failed if a key could not be read, is not known, or breaks a rule of the settings
     */
    <T> T build(Supplier<T> settings);

    /** Makes a part of the settings; null after problems. */
    <T> T part(Supplier<T> settings);

    /** Makes a part of the settings that a single key decides, whatever its name is there; null after problems. */
    <T> T partFrom(Key<?> key, Supplier<T> settings);
}
