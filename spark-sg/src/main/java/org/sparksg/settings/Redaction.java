package org.sparksg.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;

/**
 * Hides the values of settings whose names say that they are secret, wherever settings are shown or kept: by the same rule and
 * with the same words as Spark's own pages and logs, and of Hadoop's settings also those that Hadoop hides.
 */
public final class Redaction {
    /** The property that says which names are those of secrets: a regular expression that is found in them. */
    public static final String PROPERTY = "spark.redaction.regex";

    /** What stands in the place of a secret. */
    public static final String HIDDEN = "*********(redacted)";

    private static final String USUAL = "(?i)secret|password|token|access[.]?key"; // Spark's default

    /** What Hadoop calls its secrets, which Spark hands on: names that Spark's own rule does not know. */
    private static final Pattern HADOOP = Pattern.compile(
            CommonConfigurationKeysPublic.HADOOP_SECURITY_SENSITIVE_CONFIG_KEYS_DEFAULT.replace(",", "|"));

    /** An address with a name and a password in it. */
    private static final Pattern ADDRESS = Pattern.compile("://[^/?#\\s@:]*:[^/?#\\s@]+@");

    private final Pattern secrets;

    /**
     * Creates one.
     *
     * @param regex what is found in the names of secrets
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public Redaction(String regex) {
        secrets = Pattern.compile(regex);
    }

    /** Returns the usual one: Spark's, unless the properties of {@code spark-submit} have another. */
    public static Redaction usual() {
        return new Redaction(System.getProperty(PROPERTY, USUAL));
    }

    /** Returns whether a text, such as a name or a line of a file, has the name of a secret in it. */
    public boolean isSecret(String text) {
        return secrets.matcher(text).find() || HADOOP.matcher(text).find();
    }

    /** Returns what may be shown of a property of Spark: also values tell that they are secret, such as options of a JVM. */
    public String property(String name, String value) {
        return isSecret(name) || isSecret(value) || hasPassword(value) ? HIDDEN : value;
    }

    private static boolean hasPassword(String value) {
        return ADDRESS.matcher(value).find();
    }

    /** Returns what may be shown of the value of a key: plain data, of which some may be hidden. */
    public Object shown(String path, Object value) {
        if (isSecret(path) || value instanceof String text && hasPassword(text)) {
            return HIDDEN;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> shown = new LinkedHashMap<>();
            map.forEach((name, inner) -> shown.put(name.toString(), shown(path + "." + name, inner)));
            return shown;
        }
        if (value instanceof List<?> list) {
            List<Object> shown = new ArrayList<>();
            list.forEach(inner -> shown.add(shown(path, inner)));
            return shown;
        }
        return value;
    }
}
