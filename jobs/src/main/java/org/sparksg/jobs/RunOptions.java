package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.sparksg.config.GridConfig;
import org.sparksg.config.RunConfig;
import org.sparksg.settings.FileTrouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code train}, {@code doctor}, {@code compare} and {@code analyze} take. */
public final class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "CONF", description = "The conf file of the run.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the conf file; may be repeated. Example: --set training.epochs=5")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the run and of its folder.")
    private String name;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master. Left out: one JVM per stage on this machine; this process where none trains.")
    private String master;

    @Option(
            names = "--jars",
            paramLabel = "JAR,...",
            description =
                    "Jars with classes that the conf file names, such as a rule of yours. Executors get them, too.")
    private String jars;

    /** Returns the conf file. */
    Path conf() {
        return file;
    }

    /** Reads the conf file. */
    public RunConfig read() {
        RunConfig config = RunConfig.read(file, assignments(), RunOptions::everywhere);
        warn(config.losses());
        return config;
    }

    /** Reads the conf file of a grid. */
    public GridConfig readGrid() {
        GridConfig grid = GridConfig.read(file, assignments(), RunOptions::everywhere);
        warn(grid.losses());
        return grid;
    }

    private void warn(List<String> losses) {
        losses.forEach(loss -> news().accept("warning: " + loss));
    }

    /** Returns what prints a line of news on standard error. */
    public Consumer<String> news() {
        return news(spec);
    }

    static Consumer<String> news(CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        return line -> {
            err.println(line);
            err.flush();
        };
    }

    private List<String> assignments() {
        List<String> all = new ArrayList<>(overrides);
        if (name != null) {
            all.add("name=" + name);
        }
        if (master != null) {
            all.add("spark.master=" + master);
        }
        if (jars != null) {
            all.add("spark.jars=" + UserJars.load(jars));
        }
        return all;
    }

    /** Returns a path with the default file system and the current directory in it, unless it names its file system. */
    static String everywhere(String text) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
        if (path.toUri().getScheme() != null) {
            return text;
        }
        try {
            return FileSystem.get(new Configuration()).makeQualified(path).toString();
        } catch (IOException e) {
            throw FileTrouble.of("fs.defaultFS", text, e);
        }
    }

    /** Returns Hadoop's settings, with those that the properties of Spark bring. */
    public static Configuration hadoop(Map<String, String> spark) {
        String prefix = "spark.hadoop.";
        Configuration hadoop = new Configuration();
        spark.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                hadoop.set(name.substring(prefix.length()), value);
            }
        });
        return hadoop;
    }
}
