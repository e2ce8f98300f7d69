package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.settings.Suggestion;

/** Reads a list of {@link Kinds}. */
final class KindsReader<T> {
    private final Reading reading;
    private final Kinds<T> kinds;
    private final List<Object> effective = new ArrayList<>();

    KindsReader(Reading reading, Kinds<T> kinds) {
        this.reading = reading;
        this.kinds = kinds;
    }

    /** Returns what was read, defaults included. */
    List<Object> effective() {
        return effective;
    }

    List<T> read(String path, ConfigList entries) {
        List<T> values = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            ConfigValue entry = entries.get(i);
            String place = path + "[" + i + "]";
            values.add(reading.attempt(() -> value(place, entry)));
        }
        return values;
    }

    private T value(String path, ConfigValue entry) {
        if (entry instanceof ConfigObject object && object.size() == 1) {
            Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
            return value(path, entry, only.getKey(), only.getValue());
        }
        if (entry instanceof ConfigObject object && flat(object) != null) {
            String word = flat(object);
            String main = kinds.kinds().get(word).main().name();
            if (object.containsKey(main)) {
                reading.problem(entry, path, word + " stands for " + main + ": give one of them");
                throw new Reading.Failed();
            }
            return value(path, entry, word, object.withoutKey(word).withValue(main, object.get(word)));
        }
        if (entry.valueType() != ConfigValueType.STRING) {
            reading.problem(
                    entry,
                    path,
                    "must be a kind of " + kinds.noun()
                            + " with its settings, such as relu or {dense = 256}; write each " + kinds.noun()
                            + " as an entry of its own");
            throw new Reading.Failed();
        }
        return value(path, entry, (String) entry.unwrapped(), null);
    }

    /** Returns the kind of {@code {dense = 256, bias = false}}: its single value stands among the others; null if it is none. */
    private String flat(ConfigObject object) {
        List<String> named =
                object.keySet().stream().filter(kinds.kinds()::containsKey).toList();
        boolean flat = named.size() == 1
                && kinds.kinds().get(named.get(0)).main() != null
                && !(object.get(named.get(0)) instanceof ConfigObject);
        return flat ? named.get(0) : null;
    }

    private T value(String path, ConfigValue entry, String word, ConfigValue options) {
        Kinds.Kind<T> kind = kinds.kinds().get(word);
        if (kind == null) {
            reading.problem(
                    entry,
                    path,
                    "unknown " + kinds.noun() + " " + word + "; "
                            + Suggestion.oneOf(word, List.copyOf(kinds.kinds().keySet())));
            throw new Reading.Failed();
        }
        ConfigObject keys = options(word, kind, path, entry, options);
        GivenSection section = GivenSection.of(reading, path + "." + word, keys);
        T value = kind.reader().apply(section);
        effective.add(section.effective().isEmpty() ? word : Map.of(word, section.effective()));
        return value;
    }

    private ConfigObject options(String word, Kinds.Kind<T> kind, String path, ConfigValue entry, ConfigValue options) {
        if (options == null) {
            return ConfigValueFactory.fromMap(Map.of()).withOrigin(entry.origin());
        }
        if (options instanceof ConfigObject object) {
            return object;
        }
        if (kind.main() == null) {
            reading.problem(entry, path, word + " takes no single value: write " + word);
            throw new Reading.Failed();
        }
        return options.atKey(kind.main().name()).root();
    }
}
