package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in the bundle, which shares its class path with Spark and with jars of others. */
@Tag("cluster")
class BundleTest {
    private static final long LIMIT_BYTES = 60_000_000;

    /** Ours, what was renamed to be ours, and those whose natives want the names that they have. */
    private static final List<String> OWN =
            List.of("org/sparksg/", "sparksg/shaded/", "org/nd4j/", "org/bytedeco/", "com/sun/jna/");

    /** Is used by benchmarks that run on the jars of a build alone. */
    private static final String JMH = "org/openjdk/jmh/";

    private static final Pattern NATIVE =
            Pattern.compile(".*/([^/]+)/[^/]+\\.(so(\\.[0-9.]+)?|dll|dylib|jnilib|a|lib)");
    /** What ND4J's artifact of Guava was made of. */
    private static final String IN_GUAVA = "com.google.";

    private static final String SERVICES = "META-INF/services/";
    private static final Path ROOT = Path.of("../..");

    private static JarFile bundle;
    private static Set<String> names;
    private static Set<String> spark;

    @BeforeAll
    static void open() throws IOException {
        bundle = new JarFile(Build.BUNDLE.toFile());
        names = names(bundle);
        spark = new HashSet<>();
        try (Stream<Path> jars = Files.list(Build.SPARK_HOME.resolve("jars"))) {
            for (Path path : jars.toList()) {
                try (JarFile jar = new JarFile(path.toFile())) {
                    spark.addAll(classes(names(jar)));
                }
            }
        }
    }

    @AfterAll
    static void close() throws IOException {
        bundle.close();
    }

    private static Set<String> names(JarFile jar) {
        return jar.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> classes(Set<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static byte[] bytes(String name) throws IOException {
        assertTrue(names.contains(name), name + " is not in the bundle");
        try (InputStream in = bundle.getInputStream(bundle.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    @Test
    void noClassHasANameThatOthersMayBring() {
        Set<String> foreign = classes(names);
        foreign.removeIf(name -> OWN.stream().anyMatch(name::startsWith));
        assertEquals(Set.of(), foreign);
    }

    @Test
    void noClassIsInSparkToo() {
        assertTrue(spark.contains("org/apache/spark/SparkContext.class"));
        Set<String> both = classes(names);
        both.retainAll(spark);
        assertEquals(Set.of(), both);
    }

    /** What was left out of the libraries, nothing of ours names. */
    @Test
    void allThatOursNamesIsThere() {
        Set<String> absent = new TreeSet<>();
        var ours = new ClassFileImporter()
                .withImportOption(place -> place.contains("org/sparksg/"))
                .importJar(bundle);
        assertTrue(ours.size() > 500, ours.size() + " classes");
        for (JavaClass user : ours) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                if (!used.isPrimitive() && !isThere(used.getName().replace('.', '/') + ".class")) {
                    absent.add(user.getName() + " names " + used.getName());
                }
            }
        }
        assertEquals(Set.of(), absent);
    }

    private static boolean isThere(String file) {
        return names.contains(file)
                || spark.contains(file)
                || file.startsWith(JMH)
                || ClassLoader.getSystemResource(file) != null && file.matches("(java|javax|jdk|sun)/.*");
    }

    @Test
    void providersOfServicesAreThere() throws IOException {
        Set<String> absent = new TreeSet<>();
        for (String name : names) {
            if (name.startsWith(SERVICES)) {
                text(name)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "")
                                .replaceFirst(".*=", "")
                                .strip())
                        .filter(provider -> !provider.isEmpty())
                        .filter(provider -> !names.contains(provider.replace('.', '/') + ".class"))
                        .forEach(provider -> absent.add(name + ": " + provider));
            }
        }
        assertEquals(Set.of(), absent);
    }

    /** JLine, which the progress bar asks for the width, finds its provider by a path that the Spark shell's JLine has, too. */
    @Test
    void theTerminalHasAProviderOfTheBundlesOwn() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {Build.BUNDLE.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            Class<?> type = loader.loadClass("sparksg.shaded.org.jline.terminal.spi.TerminalProvider");
            Object provider = type.getMethod("load", String.class).invoke(null, "exec");
            assertTrue(type.isInstance(provider), provider.toString());
        } finally {
            thread.setContextClassLoader(before);
        }
        Set<String> shared = new TreeSet<>(names);
        shared.removeIf(name -> !name.startsWith(SERVICES + "org/jline/"));
        assertEquals(Set.of(), shared);
    }

    @Test
    void nativesAreOfOnePlatform() {
        Set<String> platforms = names.stream()
                .map(NATIVE::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(1, platforms.size(), platforms.toString());
    }

    @Test
    void nothingIsForCompilersOrBuilds() {
        Pattern useless = Pattern.compile(
                ".*\\.(h|hpp|cmake|pc|proto|pbtxt|map|d\\.ts|java|scala)|.*/include/.*|META-INF/native-image/.*"
                        + "|META-INF/.*\\.(SF|RSA|DSA)|META-INF/BenchmarkList");
        assertEquals(
                List.of(), names.stream().filter(useless.asMatchPredicate()).toList());
    }

    @Test
    void licencesOfAllPartsAreThere() throws IOException {
        for (String name : List.of("LICENSE", "NOTICE")) {
            assertArrayEquals(Files.readAllBytes(ROOT.resolve(name)), bytes("META-INF/" + name), name);
        }
        String list = text("META-INF/THIRD-PARTY.txt");
        Set<String> parts = names.stream()
                .map(Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom.properties")::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1) + ":" + match.group(2))
                .filter(part -> !part.startsWith("org.sparksg:") && !part.startsWith(IN_GUAVA))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(parts.contains("org.nd4j:nd4j-native") && parts.contains("org.bytedeco:openblas"), parts.toString());
        parts.removeIf(part -> list.contains("(" + part + ":"));
        assertEquals(Set.of(), parts, list);
    }

    /** Without what only some runs load, which is beside it. */
    @Test
    void isNoLargerThanItNeedsToBe() throws IOException {
        long size = Files.size(Build.BUNDLE);
        assertTrue(size < LIMIT_BYTES, size + " bytes");
        try (JarFile beside =
                new JarFile(Build.BUNDLE.resolveSibling("nd4j-native.jar").toFile())) {
            Set<String> natives = names(beside);
            natives.removeIf(name -> !NATIVE.matcher(name).matches());
            assertTrue(natives.stream().anyMatch(name -> name.contains("nd4jcpu")), natives.toString());
            natives.retainAll(names);
            assertEquals(Set.of(), natives);
        }
    }
}
