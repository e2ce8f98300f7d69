package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The section {@code spark}: properties that go to Spark as they are, so that any key is allowed. */
final class SparkKeys {
    private SparkKeys() {}

    /** Returns the properties by their full names, in alphabetical order. */
    static Map<String, String> read(GivenSection root) {
        Map<String, String> properties = new TreeMap<>();
        root.knows("spark");
        root.given("spark").ifPresent(given -> {
            if (given instanceof ConfigObject) {
                flatten("spark", given, properties, root);
            } else {
                root.problem("spark", "must be a section: spark { executor.memory = 2g }");
            }
        });
        Map<String, Object> printed = new LinkedHashMap<>();
        properties.forEach((name, value) -> printed.put(name.substring("spark.".length()), value));
        if (!printed.isEmpty()) {
            root.effective().put("spark", printed);
        }
        return properties;
    }

    private static void flatten(String path, ConfigValue value, Map<String, String> properties, GivenSection root) {
        switch (value.valueType()) {
            case OBJECT ->
                ((ConfigObject) value).forEach((name, inner) -> flatten(path + "." + name, inner, properties, root));
            case LIST -> root.reading().problem(value, path, "must be a single value: Spark takes lists as a,b,c");
            case STRING, NUMBER, BOOLEAN ->
                properties.put(path, value.unwrapped().toString());
            case NULL -> properties.remove(path);
        }
    }
}
