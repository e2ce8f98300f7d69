package org.sparksg.jobs.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.launcher.SparkSubmitArgumentsParser;
import org.sparksg.jobs.ClusterOptions;

/**
 * The words of the user for spark-submit, told apart by Spark's own parser: only it knows which of them take a value, in all the forms
 * that it allows. What we have to know, or to complete, is taken out of them.
 */
final class SubmitWords extends SparkSubmitArgumentsParser {
    private static final Map<String, String> PROPERTIES = Map.of(
            "--master", ClusterOptions.MASTER,
            "--deploy-mode", ClusterOptions.DEPLOY_MODE,
            "--jars", ClusterOptions.JARS,
            "--driver-java-options", Spark.DRIVER_OPTIONS);

    private final Map<String, String> ofOptions = new HashMap<>();
    private final Map<String, String> ofConf = new HashMap<>();
    private final Properties ofFiles = new Properties();
    private final List<String> rest = new ArrayList<>();
    private String file;
    private boolean defaults;

    private SubmitWords() {}

    /**
     * Reads words.
     *
     * @throws IllegalArgumentException if the last one is an option without its value
     */
    static SubmitWords of(List<String> words) {
        SubmitWords read = new SubmitWords();
        read.parse(words);
        return read;
    }

    /** Returns the file of properties, if there is one. */
    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    /** Returns whether the properties of the installation count beside those of the file. */
    boolean defaults() {
        return file == null || defaults;
    }

    /** Returns all properties that they say. As in Spark, an option wins over {@code --conf}, wherever it stands. */
    Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        ofFiles.stringPropertyNames().forEach(name -> all.put(name, ofFiles.getProperty(name)));
        all.putAll(ofConf);
        all.putAll(ofOptions);
        return all;
    }

    /** Returns the words that spark-submit still needs, an option and its value apart. */
    List<String> rest() {
        return List.copyOf(rest);
    }

    @Override
    protected boolean handle(String option, String value) {
        if (PROPERTIES.containsKey(option)) {
            ofOptions.put(PROPERTIES.get(option), value);
            return true;
        }
        switch (option) {
            case "--properties-file" -> file = value;
            case "--extra-properties-file" -> ofFiles.putAll(InstalledSpark.read(option, value));
            case "--conf" -> conf(option, value);
            default -> {
                defaults |= option.equals("--load-spark-defaults");
                rest.add(option);
                Optional.ofNullable(value).ifPresent(rest::add);
            }
        }
        return true;
    }

    /** Those that the launcher completes are in its file, and must not be beside it. */
    private void conf(String option, String assignment) {
        String[] pair = assignment.split("=", 2);
        if (pair.length == 2) {
            ofConf.put(pair[0], pair[1]);
        }
        if (!Spark.COMPLETED.contains(pair[0])) {
            rest.addAll(List.of(option, assignment));
        }
    }

    /** Left to spark-submit, which says what is wrong with it. */
    @Override
    protected boolean handleUnknown(String word) {
        rest.add(word);
        return false;
    }

    @Override
    protected void handleExtraArgs(List<String> words) {
        rest.addAll(words);
    }
}
