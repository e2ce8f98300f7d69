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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.launcher.JavaModuleOptions;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.Main;
import org.sparksg.jobs.Parcel;
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
    private static final String DEFAULT_OPTIONS = "spark.driver.defaultJavaOptions";
    private static final String NAME = "spark.app.name";
    private static final String FILE_OPTION = "--properties-file";

    private final Map<String, String> environment;
    private final Path folder;
    private final String bundle;

    /** {@code folder}: gets the file of properties. */
    InstalledSpark(Map<String, String> environment, Path folder, String bundle) {
        this.environment = environment;
        this.folder = folder;
        this.bundle = bundle;
    }

    @Override
    public boolean ships() {
        return true;
    }

    @Override
    public List<String> words(Request request, Packing packing, List<String> ours, List<String> others) {
        List<String> theirs = new ArrayList<>(others);
        Properties properties = read(take(theirs, FILE_OPTION));
        if (request.cluster().jars().isPresent() && theirs.contains("--jars")) {
            throw new BadSetting("--jars", "before and after --", "only one of them counts", "name all jars before --");
        }
        boolean hasMaster = environment.containsKey("MASTER")
                || properties.containsKey(MASTER)
                || theirs.contains("--master")
                || theirs.stream().anyMatch(word -> word.startsWith("--master=") || word.startsWith(MASTER + "="));
        properties.putAll(request.properties());
        Object master = properties.remove(MASTER);
        Object mode = properties.remove(DEPLOY_MODE);
        Optional<String> deployMode = request.cluster().deployMode().or(() -> Optional.ofNullable(mode)
                .map(Object::toString));
        complete(properties, request);
        if (String.valueOf(master).startsWith("spark://") && deployMode.equals(Optional.of("cluster"))) {
            // Spark's own cluster gives a driver nothing that Spark itself needs on Java 17.
            join(properties, DRIVER_OPTIONS, JavaModuleOptions.defaultModuleOptions() + " " + MODULES);
        }
        properties.setProperty(Parcel.PROPERTY, packing.parcel().packed());
        if (master == null && !hasMaster) {
            properties.setProperty(ApplicationSettings.NO_MASTER, "true");
        }
        write(properties);

        List<String> words = new ArrayList<>();
        Optional.ofNullable(master).ifPresent(value -> words.addAll(List.of("--master", value.toString())));
        deployMode.ifPresent(value -> words.addAll(List.of("--deploy-mode", value)));
        request.cluster().queue().ifPresent(queue -> words.addAll(List.of("--queue", queue)));
        words.addAll(List.of(FILE_OPTION, OPENED));
        words.addAll(theirs);
        words.addAll(List.of("--class", Main.class.getName(), environment.getOrDefault("SPARK_SG_BUNDLE", bundle)));
        words.addAll(ours);
        return words;
    }

    private void complete(Properties properties, Request request) {
        if (!request.name().isEmpty()) {
            properties.putIfAbsent(NAME, request.name());
        }
        properties.setProperty(Submission.KEY, UUID.randomUUID().toString());
        join(properties, DEFAULT_OPTIONS, MODULES);
        join(properties, DRIVER_OPTIONS, environment.getOrDefault(VARIABLE, ""));
    }

    private static void join(Properties properties, String key, String more) {
        String joined = (properties.getProperty(key, "") + " " + more).strip();
        if (!joined.isEmpty()) {
            properties.setProperty(key, joined);
        }
    }

    /** Removes an option from words, and returns its value. */
    private static Optional<String> take(List<String> words, String option) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(option + "=")) {
                return Optional.of(words.remove(i).substring(option.length() + 1));
            }
            if (words.get(i).equals(option) && i + 1 < words.size()) {
                words.remove(i);
                return Optional.of(words.remove(i));
            }
        }
        return Optional.empty();
    }

    /** Reads the file of the user, or else that of the installation. */
    private Properties read(Optional<String> file) {
        String defaults = environment.getOrDefault("SPARK_CONF_DIR", environment.get("SPARK_HOME") + "/conf")
                + "/spark-defaults.conf";
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file.orElse(defaults)))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            if (file.isPresent()) {
                throw new BadSetting(FILE_OPTION, file.get(), "no such file", "name a file of Spark's properties");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private void write(Properties properties) {
        try (Writer writer = Files.newBufferedWriter(folder.resolve("properties"), StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
