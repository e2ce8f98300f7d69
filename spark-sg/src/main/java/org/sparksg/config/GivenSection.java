package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Suggestion;

/**
 * A section of a file that is read. Problems are noted and reading goes on with a placeholder; {@link #build} gives up if there
 * were any. What was read, defaults included, is kept for {@code --print-config}.
 */
final class GivenSection implements Section {
    private final Reading reading;
    private final String path;
    private final ConfigObject values;
    private final Map<String, Object> effective;
    private final Map<String, Key<?>> known = new LinkedHashMap<>();
    private final int problemsBefore;

    private GivenSection(Reading reading, String path, ConfigObject values, Map<String, Object> effective) {
        this.reading = reading;
        this.path = path;
        this.values = values;
        this.effective = effective;
        this.problemsBefore = reading.problems();
    }

    /** Returns the section that is the whole file. */
    static GivenSection root(Reading reading, ConfigObject values) {
        return new GivenSection(reading, "", values, new LinkedHashMap<>());
    }

    /** Returns a section that is the value of an entry in a list. */
    static GivenSection of(Reading reading, String path, ConfigObject values) {
        return new GivenSection(reading, path, values, new LinkedHashMap<>());
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

    @Override
    public <T> T get(Key<T> key) {
        known.put(key.name(), key);
        Optional<ConfigValue> given = given(key.name());
        reading.saw(path(key.name()), given.orElse(null), key.hint());
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
        effective.put(name, new Printed.Noted(reading.redaction().shown(path(name), value), note));
    }

    @Override
    public GivenSection section(String name) {
        known.put(name, null);
        reading.saw(path(name), values.get(name), "");
        Map<String, Object> printed = new LinkedHashMap<>();
        effective.put(name, printed);
        Optional<ConfigValue> given = given(name);
        if (given.isPresent() && !isSection(name)) {
            reading.problem(given.get(), path(name), "must be a section: " + name + " { ... }");
        }
        ConfigObject inner =
                isSection(name) ? (ConfigObject) given.get() : ConfigValueFactory.fromMap(Map.of(), "absent");
        return new GivenSection(reading, path(name), inner, printed);
    }

    @Override
    public GivenSection section(String name, String like, String sentence) {
        return section(name);
    }

    @Override
    public <T> Optional<T> optional(String name, String like, String sentence, Function<Section, T> reader) {
        if (given(name).isEmpty()) {
            knows(name);
            return Optional.empty();
        }
        return Optional.ofNullable(attempt(() -> reader.apply(section(name))));
    }

    @Override
    public <T> T choose(Choice<T> choice) {
        return choice.forms().get(get(choice.key())).apply(this);
    }

    @Override
    public <T> Map<String, T> all(Choice<T> choice) {
        Map<String, T> all = new LinkedHashMap<>();
        choice.forms().forEach((name, reader) -> all.put(name, reader.apply(this)));
        return all;
    }

    @Override
    public <T> List<T> list(Key<?> key, Kinds<T> kinds) {
        if (get(key) == null) {
            return List.of(); // noted
        }
        if (!(values.get(key.name()) instanceof ConfigList list) || list.isEmpty()) {
            problem(key, "must be a list of one or more " + kinds.noun() + "s, " + key.sentence());
            return List.of();
        }
        KindsReader<T> reader = new KindsReader<>(reading, kinds);
        List<T> read = reader.read(path(key.name()), list);
        note(key.name(), reader.effective(), "");
        return read;
    }

    @Override
    public <T> List<T> nested(Key<?> key, String like, Supplier<Kinds<T>> kinds) {
        return list(key, kinds.get());
    }

    @Override
    public <T> T either(Key<?> key, Supplier<T> value, Function<Section, T> section) {
        return isSection(key.name()) ? attempt(() -> section.apply(section(key.name()))) : value.get();
    }

    @Override
    public void free(String name, String type, String sentence) {
        knows(name);
    }

    /** Says that a key is known here, though it was not read. */
    void knows(String name) {
        known.put(name, null);
    }

    @Override
    public void problem(Key<?> key, String rule) {
        problem(key.name(), rule);
    }

    /** Notes a problem with a given value. */
    void problem(String name, String rule) {
        reading.problem(values.get(name), path(name), rule);
    }

    @Override
    public String everywhere(String file) {
        return reading.everywhere(file);
    }

    @Override
    public <T> T attempt(Supplier<T> reader) {
        return reading.attempt(reader);
    }

    @Override
    public <T> T build(Supplier<T> settings) {
        finish();
        T built = part(settings);
        if (hasFailed()) {
            throw new Reading.Failed();
        }
        return built;
    }

    @Override
    public <T> T part(Supplier<T> settings) {
        if (hasFailed()) {
            return null;
        }
        try {
            return settings.get();
        } catch (BadSetting e) {
            reading.problem(path.isEmpty() ? e : e.within(path));
            return null;
        }
    }

    @Override
    public <T> T partFrom(Key<?> key, Supplier<T> settings) {
        return part(() -> {
            try {
                return settings.get();
            } catch (BadSetting e) {
                throw e.as(key.name());
            }
        });
    }

    private boolean hasFailed() {
        return reading.problems() > problemsBefore;
    }

    private void finish() {
        values.forEach((name, value) -> {
            if (!known.containsKey(name)) {
                String words = "one of " + known.keySet();
                String meant = Suggestion.nearest(name, known.keySet())
                        .map(Suggestion::meant)
                        .orElseGet(() -> ConfigReference.elsewhere(path(name)));
                reading.problemAt(value, path(name) + ": unknown key; " + words + meant);
            }
        });
        if (hasFailed()) {
            throw new Reading.Failed();
        }
    }
}
