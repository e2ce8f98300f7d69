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
import org.sparksg.config.Place;
import org.sparksg.config.RunConfig;
import org.sparksg.settings.FileTrouble;
import org.sparksg.tensor.Backend;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ClusterOptions cluster;

    /** Returns the conf file. */
    Path conf() {
        return file;
    }

    /** Reads the conf file. */
    public RunConfig read() {
        cluster.check();
        RunConfig config = RunConfig.read(file, assignments(), place());
        warn(config.losses());
        return config;
    }

    /** Reads the conf file of a grid. */
    public GridConfig readGrid() {
        cluster.check();
        GridConfig grid = GridConfig.read(file, assignments(), place());
        warn(grid.losses());
        return grid;
    }

    /** Returns what a run asks of Spark. */
    public SparkCommand.Request request(Place place) {
        RunConfig config = RunConfig.read(file, assignments(), place);
        return new SparkCommand.Request(
                ApplicationSettings.name(config.settings()), config.spark(), cluster, isPortable(config));
    }

    /** Returns what a grid asks of Spark. */
    public SparkCommand.Request gridRequest(String name, Place place) {
        GridConfig grid = GridConfig.read(file, assignments(), place);
        List<GridConfig.Cell> cells = grid.cells(grid.directory()); // finds their faults and their data
        boolean portable = cells.stream().anyMatch(cell -> isPortable(cell.config()));
        return new SparkCommand.Request(name + " " + grid.name(), grid.spark(), cluster, portable);
    }

    private static boolean isPortable(RunConfig config) {
        return config.settings().compute().backend() == Backend.PORTABLE;
    }

    /** Returns where conf files and data are for this driver. */
    static Place place() {
        return Parcel.isHere() ? Parcel.unpack(System.getProperty(Parcel.PROPERTY)) : RunOptions::everywhere;
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
        cluster.properties().forEach((key, value) -> all.add(key + "=" + value));
        return all;
    }

    /** Returns a path with the default file system and the current directory in it, unless it names its file system. */
    public static String everywhere(String text) {
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
