package org.sparksg.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One rule or network of a grid.
 *
 * @param name how people call it; part of the names of folders
 */
record GridEntry(String name) {
    /** Sets nothing. */
    static final GridEntry NONE = new GridEntry("");

    /** What is the same for all runs, or is decided by the grid; with the reason. */
    private static final Map<String, String> FIXED = Map.of(
            "name", "the grid names its runs",
            "seed", "use compare.seeds",
            "vars", "set the keys themselves: what refers to them follows",
            "spark", "all runs are in one application: set it outside of compare",
            "compare", "a grid has no grid in it",
            "output.directory", "all runs are in one folder: set it outside of compare");

    /**
     * Reads the entries of {@code compare.rules} or {@code compare.networks}: those of included files, then those of the file in
     * its order, then those of the command line.
     *
     * @param own the entries as they stand in the file
     */
    static List<GridEntry> read(GivenSection compare, String list, Map<String, ConfigValue> own) {
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
                        .sorted(order(compare.reading(), own))
                        .forEach(entry -> entries.add(
                                entry(compare.reading(), compare.path(list + "." + entry.getKey()), entry)));
        return entries;
    }

    private static Comparator<Map.Entry<String, ConfigValue>> order(Reading reading, Map<String, ConfigValue> own) {
        Function<Map.Entry<String, ConfigValue>, ConfigValue> place =
                entry -> own.getOrDefault(entry.getKey(), entry.getValue());
        Comparator<Map.Entry<String, ConfigValue>> included =
                Comparator.comparing(entry -> !reading.isIncluded(place.apply(entry)));
        return included.thenComparing(entry -> line(place.apply(entry))).thenComparing(Map.Entry::getKey);
    }

    /** What is set on the command line alone has no line. */
    private static int line(ConfigValue value) {
        int line = value.origin().lineNumber();
        return line > 0 ? line : Integer.MAX_VALUE;
    }

    /** Returns what its runs set, by the section that has all entries of its kind. */
    Config keys(Config compare, String list) {
        return name.isEmpty() ? ConfigFactory.empty() : compare.getConfig(list).getConfig(name);
    }

    private static GridEntry entry(Reading reading, String path, Map.Entry<String, ConfigValue> given) {
        String name = given.getKey();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
            reading.problemAt(given.getValue(), path + ": names a folder: use letters, digits and '-' only");
        }
        if (!(given.getValue() instanceof ConfigObject keys)) {
            reading.problem(given.getValue(), path, "must be a section of keys: " + name + " { ... }");
            return NONE;
        }
        FIXED.forEach((key, reason) -> {
            if (keys.toConfig().hasPath(key)) {
                ConfigValue value = keys.toConfig().getValue(key);
                reading.problemAt(value, path + "." + key + ": cannot differ between the runs of a grid; " + reason);
            }
        });
        return new GridEntry(name);
    }
}
