package org.sparksg.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Redaction;

/** What the sections of one conf file have in common while they are read: the keys seen so far, and the problems. */
final class Reading {
    /** The origin of values that come from the command line. */
    static final String OVERRIDE = "--set";

    private final String file;
    private final Place place;
    private final Map<String, ConfigValue> seen = new LinkedHashMap<>();
    private final Map<String, String> hints = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private Redaction redaction = Redaction.usual();

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
     * @param place where it is
     */
    Reading(String file, Place place) {
        this.file = file;
        this.place = place;
    }

    /** Says which settings are hidden from now on. */
    void hide(Redaction secrets) {
        redaction = secrets;
    }

    /** Returns what hides secrets. */
    Redaction redaction() {
        return redaction;
    }

    /** Returns a path that is valid everywhere; an empty one stays so. */
    String everywhere(String path) {
        return path.isEmpty() ? path : place.everywhere(path);
    }

    /** Remembers a key that was read, with its value, or null if it was left out. {@code hint}: a usual value, or empty. */
    void saw(String path, ConfigValue value, String hint) {
        seen.put(path, value);
        hints.put(path, hint);
        refuseRedacted(path, value);
    }

    /** What was printed without its secrets cannot be used as it is. */
    void refuseRedacted(String path, ConfigValue value) {
        if (value != null
                && value.valueType() == ConfigValueType.STRING
                && value.unwrapped().equals(Redaction.HIDDEN)) {
            problemAt(
                    value,
                    path + ": was left out when these settings were printed: give it, or take it from the environment"
                            + " with ${?NAME}");
        }
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
        BadSetting asWritten =
                given == null || bad.value().isEmpty() ? bad : withValue(bad, text(bad.component(), given));
        if (redaction.isSecret(bad.component()) && bad.value().isPresent()) {
            asWritten = withValue(bad, Redaction.HIDDEN);
        }
        String hint = hints.getOrDefault(bad.component(), "");
        return where(nearest(bad.component())) + asWritten.getMessage() + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    private static BadSetting withValue(BadSetting bad, String value) {
        return new BadSetting(bad.component(), value, bad.rule(), bad.fix());
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
        problems.add(where(value) + path + " = " + text(path, value) + ": " + rule);
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
        return !source(value.origin(), file, place).equals(file);
    }

    /** Returns the file that something comes from. {@code file}: if it comes from no other one. */
    static String source(ConfigOrigin origin, String file, Place place) {
        String name = origin == null ? file : origin.description().replaceFirst(": \\d+(-\\d+)?$", "");
        return place.has(Path.of(name)) ? name : file;
    }

    /** Returns whether a value comes from the command line. */
    boolean isOverride(ConfigValue value) {
        return value.origin().description().startsWith(OVERRIDE);
    }

    /** Returns file and line of a value, for the start of a message. */
    String where(ConfigValue value) {
        if (value == null) {
            return file + ": ";
        }
        ConfigOrigin origin = value.origin();
        if (isOverride(value)) {
            return OVERRIDE + ": ";
        }
        return source(origin, file, place) + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "") + ": ";
    }

    private String text(String path, ConfigValue value) {
        boolean nested = value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST;
        Object shown = redaction.shown(path, value.unwrapped());
        return nested ? Printed.inline(shown) : String.valueOf(shown);
    }
}
