package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One rule or network of a grid.
 *
 * @param name how people call it; part of the names of folders
 * @param keys what its runs set
 */
record GridEntry(String name, ConfigObject keys) {
    /** Sets nothing. */
    static final GridEntry NONE = new GridEntry("", ConfigValueFactory.fromMap(Map.of()));

    /** What is the same for all runs, or is decided by the grid; with the reason. */
    private static final Map<String, String> FIXED = Map.of(
            "name", "the grid names its runs",
            "seed", "use compare.seeds",
            "vars", "substitutions are made before: set the keys themselves",
            "spark", "all runs are in one application: set it outside of compare",
            "compare", "a grid has no grid in it",
            "output.directory", "all runs are in one folder: set it outside of compare");

    /** Reads the entries of {@code compare.rules} or {@code compare.networks}, in the order of the file. */
    static List<GridEntry> read(Section compare, String list) {
        compare.knows(list);
        if (compare.given(list).isEmpty()) {
            return List.of();
        }
        if (!compare.isSection(list)) {
            compare.problem(list, "must be a section: " + list + " { a { ... }, b { ... } }");
            return List.of();
        }
        List<GridEntry> entries = new ArrayList<>();
        ((ConfigObject) compare.given(list).get())
                .entrySet().stream()
                        .sorted(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                                        entry -> entry.getValue().origin().lineNumber())
                                .thenComparing(Map.Entry::getKey))
                        .forEach(entry -> entries.add(
                                entry(compare.reading(), compare.path(list + "." + entry.getKey()), entry)));
        return entries;
    }

    private static GridEntry entry(Reading reading, String path, Map.Entry<String, ConfigValue> given) {
        String name = given.getKey();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
            reading.problemAt(given.getValue(), path + ": names a folder: use letters, digits and '-' only");
        }
        if (!(given.getValue() instanceof ConfigObject keys)) {
            reading.problem(given.getValue(), path, "must be a section of keys: " + name + " { ... }");
            return new GridEntry(name, NONE.keys());
        }
        FIXED.forEach((key, reason) -> {
            if (keys.toConfig().hasPath(key)) {
                ConfigValue value = keys.toConfig().getValue(key);
                reading.problemAt(value, path + "." + key + ": cannot differ between the runs of a grid; " + reason);
            }
        });
        return new GridEntry(name, keys);
    }
}
