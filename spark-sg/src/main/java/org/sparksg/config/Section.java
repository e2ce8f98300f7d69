package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.data.Suggestion;

/**
 * Reads the keys of one section. Problems are noted and reading goes on with a placeholder; {@link #build} gives up if
 * there were any. What was read, defaults included, is kept for {@code --print-config}.
 */
final class Section {
    private static final Pattern COMPONENT = Pattern.compile("((?:\\w+\\.)*)(\\w+)( (?:=|is) .*)", Pattern.DOTALL);
    private static final Pattern OTHER_COMPONENT = Pattern.compile("\\b([a-z]+[A-Z]\\w*)(?= = )");

    private final Reading reading;
    private final String path;
    private final ConfigObject values;
    private final Map<String, Object> effective;
    private final Map<String, Key<?>> known = new LinkedHashMap<>();
    private final int problemsBefore;

    private Section(Reading reading, String path, ConfigObject values, Map<String, Object> effective) {
        this.reading = reading;
        this.path = path;
        this.values = values;
        this.effective = effective;
        this.problemsBefore = reading.problems();
    }

    /** Returns the section that is the whole file. */
    static Section root(Reading reading, ConfigObject values) {
        return new Section(reading, "", values, new LinkedHashMap<>());
    }

    /** Returns a section that is the value of an entry in a list. */
    static Section of(Reading reading, String path, ConfigObject values) {
        return new Section(reading, path, values, new LinkedHashMap<>());
    }

    /** Returns what was read. */
    Map<String, Object> effective() {
        return effective;
    }

    Reading reading() {
        return reading;
    }

    /** Returns the full path of a key. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns the value of a key as it was given, if it was. */
    Optional<ConfigValue> given(String name) {
        ConfigValue value = values.get(name);
        return value == null || value.valueType() == ConfigValueType.NULL ? Optional.empty() : Optional.of(value);
    }

    /** Returns whether a key was given as a section. */
    boolean isSection(String name) {
        return given(name).filter(ConfigObject.class::isInstance).isPresent();
    }

    /** Reads a key. */
    <T> T get(Key<T> key) {
        known.put(key.name(), key);
        Optional<ConfigValue> given = given(key.name());
        reading.saw(path(key.name()), given.orElse(null));
        return given.isPresent() ? parse(key, given.get()) : initial(key);
    }

    private <T> T parse(Key<T> key, ConfigValue value) {
        try {
            T parsed = key.type().parse().apply(value);
            boolean override = value.origin().description().startsWith(Reading.OVERRIDE);
            note(key.name(), value.unwrapped(), override ? Reading.OVERRIDE : "");
            return parsed;
        } catch (Type.Unfit e) {
            reading.problem(value, path(key.name()), e.getMessage());
            return key.type().placeholder();
        }
    }

    private <T> T initial(Key<T> key) {
        if (key.required()) {
            ConfigValue near = values.origin().lineNumber() > 0 ? values : null;
            reading.problemAt(
                    near, path(key.name()) + " is missing: give " + key.type().label() + ", " + key.sentence());
            return key.type().placeholder();
        }
        if (key.initial() != null) {
            note(key.name(), key.type().plain().apply(key.initial()), "default");
        }
        return key.initial();
    }

    /** Sets what is printed for a key. */
    void note(String name, Object value, String note) {
        effective.put(name, new Printed.Noted(value, note));
    }

    /** Opens a section in this one; if it was not given, all its keys have their defaults. */
    Section section(String name) {
        known.put(name, null);
        reading.saw(path(name), values.get(name));
        Map<String, Object> printed = new LinkedHashMap<>();
        effective.put(name, printed);
        Optional<ConfigValue> given = given(name);
        if (given.isPresent() && !isSection(name)) {
            reading.problem(given.get(), path(name), "must be a section: " + name + " { ... }");
        }
        ConfigObject inner =
                isSection(name) ? (ConfigObject) given.get() : ConfigValueFactory.fromMap(Map.of(), "absent");
        return new Section(reading, path(name), inner, printed);
    }

    /** Says that a key is known here, though it was not read. */
    void knows(String name) {
        known.put(name, null);
    }

    /** Notes a problem with a given value. */
    void problem(String name, String rule) {
        reading.problem(values.get(name), path(name), rule);
    }

    /**
     * Makes the settings of this section from keys that were read.
     *
     * @throws Reading.Failed if a key could not be read, is not known, or breaks a rule of the settings
     */
    <T> T build(Supplier<T> settings) {
        finish();
        T built = part(settings);
        if (hasFailed()) {
            throw new Reading.Failed();
        }
        return built;
    }

    /** Makes a part of the settings; null after problems. */
    <T> T part(Supplier<T> settings) {
        if (hasFailed()) {
            return null;
        }
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            explain(e.getMessage());
            return null;
        }
    }

    /** Makes a part of the settings that a single key decides, whatever its name is there; null after problems. */
    <T> T partFrom(Key<?> key, Supplier<T> settings) {
        if (hasFailed()) {
            return null;
        }
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String rule = e.getMessage().replaceFirst("(?s)^[\\w.]+ = .*?: ", "");
            reading.problem(given(key.name()).orElse(values), path(key.name()), rule + hint(key));
            return null;
        }
    }

    private boolean hasFailed() {
        return reading.problems() > problemsBefore;
    }

    private void finish() {
        values.forEach((name, value) -> {
            if (!known.containsKey(name)) {
                String near = Suggestion.oneOf(name, known.keySet());
                String elsewhere = near.endsWith("?") ? "" : ConfigReference.elsewhere(path(name));
                reading.problemAt(value, path(name) + ": unknown key; " + near + elsewhere);
            }
        });
        if (hasFailed()) {
            throw new Reading.Failed();
        }
    }

    /** Puts file, line and full key in front of a message such as {@code batchSize = 0: must be >= 1}. */
    private void explain(String message) {
        Matcher matcher = COMPONENT.matcher(message);
        if (matcher.matches()) {
            String leaf = Kebab.of(matcher.group(2));
            Optional<String> key = known.containsKey(leaf)
                    ? Optional.of(path(leaf))
                    : reading.pathOf(Kebab.of(matcher.group(1)) + leaf).or(() -> reading.pathOf(leaf));
            if (key.isPresent()) {
                String rest = OTHER_COMPONENT.matcher(matcher.group(3)).replaceAll(found -> Kebab.of(found.group(1)));
                reading.problemAt(place(key.get()), key.get() + rest + hint(known.get(leaf)));
                return;
            }
        }
        reading.problemAt(place(""), path.isEmpty() ? message : path + ": " + message);
    }

    private ConfigValue place(String key) {
        return reading.given(key).orElse(values.origin().lineNumber() > 0 && !path.isEmpty() ? values : null);
    }

    private static String hint(Key<?> key) {
        return key == null || key.hint().isEmpty() ? "" : " (" + key.hint() + ")";
    }
}
