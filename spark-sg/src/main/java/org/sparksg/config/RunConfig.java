package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.BadSetting;

/** A conf file that was read and found good, as far as that can be said without looking at the data. */
public final class RunConfig {
    private final Reading reading;
    private final Map<String, Object> effective;
    private final Map<String, String> spark;
    private final RunSettings settings;
    private final List<String> losses;

    RunConfig(Reading reading, ConfigObject values, List<String> losses, String defaultName) {
        this.reading = reading;
        GivenSection root = GivenSection.root(reading, values);
        refuseGrid(root);
        this.losses = List.copyOf(losses);
        this.effective = root.effective();
        this.spark = SparkKeys.read(root); // first: it says what is secret
        this.settings = RunKeys.read(root, RunKeys.NAME.or(defaultName));
        SparkKeys.print(spark, root);
        reading.check();
    }

    private static void refuseGrid(GivenSection root) {
        root.given(GridConfig.SECTION).ifPresent(given -> {
            root.knows(GridConfig.SECTION);
            root.reading()
                    .problemAt(
                            given,
                            GridConfig.SECTION + ": makes this a grid of runs: use jobs/spark-sg compare, or leave the"
                                    + " section out to train one");
        });
    }

    /**
     * Reads a conf file.
     *
     * @param overrides assignments such as {@code training.epochs=5} that win over the file; the last one wins
     * @param place where it is
     * @throws ConfigException naming all problems
     */
    public static RunConfig read(Path file, List<String> overrides, Place place) {
        ConfFile given = ConfFile.read(file, overrides, place);
        return new RunConfig(given.reading(), given.values(), given.losses(), ConfFile.defaultName(file));
    }

    /**
     * Reads the text of a conf file; paths stay as they are.
     *
     * @param name stands for the file in messages
     * @throws ConfigException naming all problems
     */
    public static RunConfig parse(String name, String text, List<String> overrides) {
        ConfFile given = ConfFile.parse(name, text, overrides);
        return new RunConfig(given.reading(), given.values(), given.losses(), "run");
    }

    /** Returns the settings of the run. */
    public RunSettings settings() {
        return settings;
    }

    /** Returns the properties for Spark, by their full names. */
    public Map<String, String> spark() {
        return spark;
    }

    /** Returns what stands in the file, or one that it includes, without an effect, because a later line has the same key. */
    public List<String> losses() {
        return losses;
    }

    /**
     * Returns all keys of this run with their values, defaults included, as HOCON that reads back as equal settings. Secrets are
     * left out, by {@code spark.redaction.regex}; so it can be kept and shown, and if there are some, it cannot be used before
     * they are put back.
     */
    public String render() {
        return Printed.document(effective);
    }

    /** Something that is done with settings, and may find some of them wrong. */
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    /**
     * Does something with the settings, such as to make a plan of them for data.
     *
     * @throws ConfigException with the place in the file, in the place of {@link BadSetting}
     */
    public <T, E extends Exception> T located(Work<T, E> work) throws E {
        try {
            return work.run();
        } catch (BadSetting e) {
            throw new ConfigException(reading.explain(e));
        }
    }

    /** Returns the full paths of all keys that apply to this run, entries of lists without their position. */
    Set<String> keys() {
        return reading.keys();
    }
}
