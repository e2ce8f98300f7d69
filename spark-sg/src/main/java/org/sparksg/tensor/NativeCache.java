package org.sparksg.tensor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folder of this host that native libraries are unpacked into before they are loaded. JavaCPP, which does that, takes one
 * that it can write, and finds out later that nothing may be executed there or that it is full; so the folder is chosen here,
 * before the first library is loaded, among more places: the user's choice, the home, the temporary folder, Spark's own.
 *
 * @param folder the chosen one; empty if none will do
 * @param passedOver those that are not as they should be, and what is wrong with them: the chosen one, too, if it is too full
 * @param given what the user chose, if anything
 */
public record NativeCache(Optional<Path> folder, Map<Path, String> passedOver, Optional<Path> given) {
    /** The property of a JVM that names a folder. */
    public static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    /** What the libraries of one version take, unpacked. */
    static final long BYTES = 600L << 20;

    private static final List<String> SPARK_FOLDERS = List.of("SPARK_EXECUTOR_DIRS", "LOCAL_DIRS", "SPARK_LOCAL_DIRS");
    private static final int MIB = 1 << 20;

    private static NativeCache chosen; // guarded by the class

    /** Returns that of this process, and has JavaCPP use it from the first call on. */
    public static synchronized NativeCache ofThisProcess() {
        if (chosen == null) {
            chosen = choose(given(System::getProperty), places(System::getProperty, System::getenv));
            chosen.folder.ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
        }
        return chosen;
    }

    /**
     * Has native libraries loaded from a folder that can be used.
     *
     * @throws IllegalStateException if there is none, naming all that were tried
     */
    static void require() {
        NativeCache cache = ofThisProcess();
        if (cache.folder.isEmpty()) {
            throw new IllegalStateException(
                    PROPERTY + ": no folder for native libraries: " + cache.faults() + ": " + fix());
        }
    }

    /** Returns what to do where no folder will do. */
    public static String fix() {
        return "set -D" + PROPERTY + "=FOLDER in spark.executor.extraJavaOptions and spark.driver.extraJavaOptions: one"
                + " that can be written, has " + BYTES / MIB + " MiB and is not mounted noexec";
    }

    /** Returns what is wrong with the folders that were passed over. */
    public String faults() {
        List<String> faults = new ArrayList<>();
        passedOver.forEach((folder, fault) -> faults.add(folder + " " + fault));
        return String.join("; ", faults);
    }

    /** Returns whether it is what the user chose, if anything, and has room. */
    public boolean isAsWished() {
        return folder.isPresent() && !passedOver.containsKey(given.orElse(folder.get()));
    }

    private static Optional<Path> given(UnaryOperator<String> properties) {
        return Stream.of(PROPERTY, "org.bytedeco.javacpp.cacheDir")
                .map(properties)
                .filter(name -> name != null && !name.isEmpty())
                .map(name -> Path.of(name).toAbsolutePath())
                .findFirst();
    }

    /** Returns the usual folders, in the order in which they are tried: JavaCPP's own before Spark's, which die with an executor. */
    static List<Path> places(UnaryOperator<String> properties, UnaryOperator<String> environment) {
        List<String> names = new ArrayList<>();
        names.add(properties.apply("user.home") + "/.javacpp/cache");
        names.add(properties.apply("java.io.tmpdir") + "/.javacpp-" + properties.apply("user.name") + "/cache");
        for (String variable : SPARK_FOLDERS) {
            String folders = environment.apply(variable);
            if (folders != null) {
                Stream.of(folders.split("[," + File.pathSeparator + "]"))
                        .filter(folder -> !folder.isBlank())
                        .forEach(folder -> names.add(folder.strip() + "/.javacpp/cache"));
            }
        }
        return names.stream().map(Path::of).map(Path::toAbsolutePath).toList();
    }

    /** One that is too full is better than none: the libraries may be there already. */
    static NativeCache choose(Optional<Path> given, List<Path> places) {
        Map<Path, String> passedOver = new LinkedHashMap<>();
        Path full = null;
        for (Path folder : Stream.concat(given.stream(), places.stream()).toList()) {
            Optional<String> obstacle = obstacle(folder);
            Optional<String> shortage = obstacle.isPresent() ? obstacle : shortage(folder, BYTES);
            if (shortage.isEmpty()) {
                return new NativeCache(Optional.of(folder), passedOver, given);
            }
            passedOver.put(folder, shortage.get());
            full = full == null && obstacle.isEmpty() ? folder : full;
        }
        return new NativeCache(Optional.ofNullable(full), passedOver, given);
    }

    /** Returns what keeps libraries from being unpacked into a folder and loaded from it. */
    static Optional<String> obstacle(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".probe", ".so");
            try {
                boolean allowed = probe.toFile().setExecutable(true) && Files.isExecutable(probe);
                return allowed ? Optional.empty() : Optional.of("is mounted noexec");
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            return Optional.of("cannot be written (" + e + ")");
        }
    }

    /** Returns whether a folder has less room than the libraries take, those of them that it holds already counted in. */
    static Optional<String> shortage(Path folder, long bytes) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= bytes || free + held(folder) >= bytes
                    ? Optional.empty()
                    : Optional.of("has " + free / MIB + " MiB free of the " + bytes / MIB + " that the libraries take");
        } catch (IOException | UncheckedIOException e) { // such as a file that another process deletes just now
            return Optional.of("cannot be read (" + e.getMessage() + ")");
        }
    }

    private static long held(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }
}
