package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.sparksg.settings.Redaction;

/**
 * The section {@code spark}: properties that go to Spark as they are, so that any key is allowed. They are flat: a property may
 * have others whose names begin with its own, see {@link SparkMarks}.
 */
final class SparkKeys {
    private SparkKeys() {}

    /** Returns the properties by their full names, in alphabetical order; from now on secrets are hidden as they say. */
    static Map<String, String> read(GivenSection root) {
        Map<String, ConfigValue> given = new TreeMap<>();
        root.given(SparkMarks.SECTION).ifPresent(section -> {
            if (section instanceof ConfigObject) {
                flatten(SparkMarks.SECTION, section, given, root.reading());
            } else {
                root.problem(SparkMarks.SECTION, "must be a section: spark { executor.memory = 2g }");
            }
        });
        hide(given.get(Redaction.PROPERTY), root.reading());
        Map<String, String> properties = new TreeMap<>();
        given.forEach((name, value) -> property(name, value, properties, root.reading()));
        return properties;
    }

    /** Adds the properties to what is printed. */
    static void print(Map<String, String> properties, GivenSection root) {
        Map<String, Object> printed = new LinkedHashMap<>();
        properties.forEach((name, value) -> printed.put(
                name.substring(SparkMarks.SECTION.length() + 1),
                root.reading().redaction().property(name, value)));
        if (!printed.isEmpty()) {
            root.effective().put(SparkMarks.SECTION, printed);
        }
    }

    private static void hide(ConfigValue regex, Reading reading) {
        if (regex != null) {
            try {
                reading.hide(new Redaction(String.valueOf(regex.unwrapped())));
            } catch (PatternSyntaxException e) {
                reading.problem(regex, Redaction.PROPERTY, "is no regular expression: " + e.getDescription());
            }
        }
    }

    private static void flatten(String path, ConfigValue value, Map<String, ConfigValue> given, Reading reading) {
        if (value instanceof ConfigObject object) {
            object.forEach((name, inner) -> flatten(name.isEmpty() ? path : path + "." + name, inner, given, reading));
            return;
        }
        ConfigValue other = given.putIfAbsent(path, value);
        if (other != null && reading.isOverride(value) == reading.isOverride(other)) {
            reading.problemAt(
                    value,
                    path + ": is given at " + reading.where(other).replaceFirst(": $", "")
                            + ", too, and one of them by a reference to a section: delete one");
        } else if (reading.isOverride(value)) {
            given.put(path, value);
        }
    }

    private static void property(String path, ConfigValue value, Map<String, String> properties, Reading reading) {
        reading.refuseRedacted(path, value);
        switch (value.valueType()) {
            case LIST, OBJECT -> reading.problem(value, path, "must be a single value: Spark takes lists as a,b,c");
            case STRING, NUMBER, BOOLEAN ->
                properties.put(path, value.unwrapped().toString());
            case NULL -> {} // the property is not set
        }
    }
}
