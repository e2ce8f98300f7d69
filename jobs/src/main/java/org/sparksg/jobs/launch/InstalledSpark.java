package org.sparksg.jobs.launch;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.launcher.JavaModuleOptions;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.ClusterOptions;
import org.sparksg.jobs.Main;
import org.sparksg.jobs.Parcel;
import org.sparksg.jobs.RunOptions;
import org.sparksg.jobs.SparkCommand.Request;
import org.sparksg.settings.BadSetting;
import org.sparksg.spark.Submission;

/**
 * An installation, whose spark-submit starts the driver. The words are those of its command. What the conf file sets for Spark goes into
 * the file {@code properties} of a folder, over what the installation sets: spark-submit needs some of it before there is a driver, and
 * words of a command can be seen by everybody on the machine. Words of the user win over all.
 */
final class InstalledSpark implements Spark {
    /** How spark-submit comes by the file that the script has opened, and removed: it may hold secrets. */
    private static final String OPENED = "/dev/fd/3";

    private static final String MODULES = "--add-modules=jdk.incubator.vector";
    private static final String NAME = "spark.app.name";
    private static final String SUPERVISE = "spark.driver.supervise";
    private static final String FILE_OPTION = "--properties-file";

    /** ND4J's native library, larger than all the rest together, which lies beside the bundle: only the portable kernels load it. */
    private static final String NATIVES = "nd4j-native.jar";

    /** How a driver in the cluster gets what the script gives to one here. */
    private static final List<String> THREADS_OF_DRIVERS =
            List.of("spark.yarn.appMasterEnv.OMP_NUM_THREADS", "spark.kubernetes.driverEnv.OMP_NUM_THREADS");

    private final Map<String, String> environment;
    private final Path folder;
    private final String bundle;
    private final int java;

    /**
     * Finds the bundle where the environment says, if it does.
     *
     * @param folder gets the file of properties
     * @param java which Java starts the application, and runs it unless it is told otherwise
     */
    InstalledSpark(Map<String, String> environment, Path folder, String bundle, int java) {
        this.java = java;
        this.environment = environment;
        this.folder = folder;
        this.bundle = environment.getOrDefault("SPARK_SG_BUNDLE", bundle);
    }

    @Override
    public List<String> words(Request request, Packing packing, List<String> ours, List<String> others) {
        SubmitWords theirs = SubmitWords.of(others);
        Map<String, String> said = theirs.properties();
        if (request.cluster().jars().isPresent() && said.containsKey(ClusterOptions.JARS)) {
            throw new BadSetting("--jars", "before and after --", "only one of them counts", "name all jars before --");
        }
        Map<String, String> properties = given(theirs);
        properties.putAll(request.properties());
        request.cluster().deployMode().ifPresent(mode -> properties.put(ClusterOptions.DEPLOY_MODE, mode));
        properties.putAll(said);
        Optional<String> master = decide(properties, ClusterOptions.MASTER, "MASTER");
        Optional<String> mode = decide(properties, ClusterOptions.DEPLOY_MODE, "DEPLOY_MODE");
        boolean elsewhere = mode.equals(Optional.of("cluster"));
        complete(properties, request);
        if (elsewhere && master.orElse("").startsWith("spark://")) {
            // Spark's own cluster gives a driver nothing that Spark itself needs on Java 17.
            join(properties, DRIVER_OPTIONS, " ", JavaModuleOptions.defaultModuleOptions() + " " + MODULES);
        }
        properties.put(
                Parcel.PROPERTY,
                packing.parcel(RunOptions.hadoop(properties), elsewhere).packed());
        if (master.isEmpty()) {
            properties.put(ApplicationSettings.NO_MASTER, "true");
        }
        write(properties);

        List<String> words = new ArrayList<>();
        master.ifPresent(value -> words.addAll(List.of("--master", value)));
        mode.ifPresent(value -> words.addAll(List.of("--deploy-mode", value)));
        request.cluster().queue().ifPresent(queue -> words.addAll(List.of("--queue", queue)));
        if (Boolean.parseBoolean(properties.get(SUPERVISE))) {
            words.add("--supervise"); // without this word Spark sets the property to false
        }
        words.addAll(List.of(FILE_OPTION, OPENED));
        words.addAll(theirs.rest());
        words.addAll(List.of("--class", Main.class.getName(), bundle));
        words.addAll(ours);
        return words;
    }

    /** Takes out of the properties what is said by a word of its own; a variable counts where nothing else does, as in Spark. */
    private Optional<String> decide(Map<String, String> properties, String key, String variable) {
        String value = properties.remove(key);
        return Optional.ofNullable(value == null ? environment.get(variable) : value);
    }

    private void complete(Map<String, String> properties, Request request) {
        if (!request.name().isEmpty()) {
            properties.putIfAbsent(NAME, request.name());
        }
        properties.put(Submission.KEY, UUID.randomUUID().toString());
        join(properties, DEFAULT_OPTIONS, " ", MODULES);
        join(properties, DRIVER_OPTIONS, " ", environment.getOrDefault(VARIABLE, ""));
        String threads = environment.getOrDefault("OMP_NUM_THREADS", "1");
        THREADS_OF_DRIVERS.forEach(key -> properties.putIfAbsent(key, threads));
        if (request.portable() || !JavaVersion.isFast(java)) {
            join(properties, ClusterOptions.JARS, ",", bundle.replaceFirst("[^/]*$", NATIVES));
        }
    }

    private static void join(Map<String, String> properties, String key, String separator, String more) {
        String given = properties.getOrDefault(key, "").strip();
        String joined = given.isEmpty() || more.isEmpty() ? given + more : given + separator + more;
        if (!joined.isEmpty()) {
            properties.put(key, joined);
        }
    }

    /** Returns what the installation and the file of the user say. */
    private Map<String, String> given(SubmitWords theirs) {
        Properties properties = new Properties();
        String defaults = environment.getOrDefault("SPARK_CONF_DIR", environment.get("SPARK_HOME") + "/conf")
                + "/spark-defaults.conf";
        if (theirs.defaults() && Files.exists(Path.of(defaults))) {
            properties.putAll(read("SPARK_CONF_DIR", defaults));
        }
        theirs.file().ifPresent(file -> properties.putAll(read(FILE_OPTION, file)));
        Map<String, String> given = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> given.put(name, properties.getProperty(name)));
        return given;
    }

    /** Reads a file that an option names. */
    static Properties read(String option, String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new BadSetting(option, file, "no such file", "name a file of Spark's properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private void write(Map<String, String> properties) {
        Properties file = new Properties();
        file.putAll(properties);
        try (Writer writer = Files.newBufferedWriter(folder.resolve("properties"), StandardCharsets.UTF_8)) {
            file.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
