package org.sparksg.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sparksg.settings.BadSetting;

/** What the sections of one conf file have in common while they are read: the keys seen so far, and the problems. */
final class Reading {
    /** The origin of values that come from the command line. */
    static final String OVERRIDE = "--set";

    private final String file;
    private final UnaryOperator<String> paths;
    private final Map<String, ConfigValue> seen = new LinkedHashMap<>();
    private final Map<String, String> hints = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A section that cannot become settings; its problems are noted already. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed() {
            super("see the problems of the reading", null, false, false);
        }
    }

    /**
     * Creates one.
     *
     * @param file the name of the file as its reader wrote it
     * @param paths makes a path in the file one that is valid everywhere
     */
    Reading(String file, UnaryOperator<String> paths) {
        this.file = file;
        this.paths = paths;
    }

    /** Returns a path that is valid everywhere; an empty one stays so. */
    String everywhere(String path) {
        return path.isEmpty() ? path : paths.apply(path);
    }

    /** Remembers a key that was read, with its value, or null if it was left out. {@code hint}: a usual value, or empty. */
    void saw(String path, ConfigValue value, String hint) {
        seen.put(path, value);
        hints.put(path, hint);
    }

    /** Returns the keys that were read, entries of lists without their position. */
    Set<String> keys() {
        return seen.keySet().stream()
                .map(path -> path.replaceAll("\\[\\d+]", "[]"))
                .collect(Collectors.toSet());
    }

    /** Notes a setting that breaks a rule; its component is a full path. */
    void problem(BadSetting bad) {
        problems.add(explain(bad));
    }

    /**
     * Returns what is wrong with a setting whose component is a full path, and where that, or what it is a part of, stands.
     * Values are told as they are written there.
     */
    String explain(BadSetting bad) {
        ConfigValue given = seen.get(bad.component());
        BadSetting asWritten = given == null || bad.value().isEmpty()
                ? bad
                : new BadSetting(bad.component(), text(given), bad.rule(), bad.fix());
        String hint = hints.getOrDefault(bad.component(), "");
        return where(nearest(bad.component())) + asWritten.getMessage() + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    private ConfigValue nearest(String path) {
        String at = path;
        while (seen.get(at) == null) {
            int end = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            if (end < 0) {
                return null;
            }
            at = at.substring(0, end);
        }
        return seen.get(at);
    }

    /** Notes a problem with a given value. */
    void problem(ConfigValue value, String path, String rule) {
        problems.add(where(value) + path + " = " + text(value) + ": " + rule);
    }

    /** Notes a problem near a value, or of the whole file if it is null; the message says all the rest. */
    void problemAt(ConfigValue value, String message) {
        problems.add(where(value) + message);
    }

    int problems() {
        return problems.size();
    }

    /** Throws all problems, if there are any. */
    void check() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Reads a section, or returns null after its problems were noted, so that the next one can be read too. */
    <T> T attempt(Supplier<T> section) {
        try {
            return section.get();
        } catch (Failed e) {
            return null;
        }
    }

    /** Returns whether a value is of another file, which this one includes. */
    boolean isIncluded(ConfigValue value) {
        String name = value.origin().filename();
        return name != null && !name.equals(file);
    }

    /** Returns file and line of a value, for the start of a message. */
    String where(ConfigValue value) {
        if (value == null) {
            return file + ": ";
        }
        ConfigOrigin origin = value.origin();
        if (origin.description().startsWith(OVERRIDE)) {
            return OVERRIDE + ": ";
        }
        String name = isIncluded(value) ? origin.filename() : file;
        return name + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "") + ": ";
    }

    private static String text(ConfigValue value) {
        boolean nested = value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST;
        return nested ? Printed.inline(value.unwrapped()) : String.valueOf(value.unwrapped());
    }
}
