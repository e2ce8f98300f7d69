package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The image fits the build and the ready files, as far as its recipe tells: nothing here builds it. */
class ImageTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String NUMBER = "([0-9.]+)";

    private final String image = text("jobs/Dockerfile");
    private final String pom = text("pom.xml");

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> all(String text, String pattern) {
        Matcher matcher = Pattern.compile("(?m)" + pattern).matcher(text);
        return matcher.results().map(found -> found.group(1)).toList();
    }

    /** Returns the versions of the POM and of its profile for Spark 4. */
    private List<String> versions(String property) {
        return all(pom, "<" + property + ">" + NUMBER + "</");
    }

    @Test
    void sparkAndScalaAreThoseOfTheBuild() {
        assertEquals(List.of("${SPARK}-scala${SCALA}-java17-ubuntu"), all(image, "^FROM apache/spark:(\\S+)$"));
        assertEquals(
                versions("spark.version").get(0),
                all(image, "^ARG SPARK=" + NUMBER).get(0));
        assertEquals(
                versions("scala.binary.version").get(0),
                all(image, "^ARG SCALA=" + NUMBER).get(0));
        assertEquals(
                versions("spark.version").get(1),
                all(image, "--build-arg SPARK=" + NUMBER).get(0));
        assertEquals(
                versions("scala.binary.version").get(1),
                all(image, "--build-arg SCALA=" + NUMBER).get(0));
    }

    @Test
    void copiesTheBundleAndWhatLiesBesideIt() {
        List<String> sources = all(image, "^COPY (\\S+) ");
        assertEquals(2, sources.size());
        assertEquals("nd4j-native.jar", sources.get(1));
        assertTrue(text("jobs/bundle/pom.xml").contains("<destFileName>" + sources.get(1) + "</destFileName>"));
        String scala = versions("scala.binary.version").get(0);
        PathMatcher source =
                FileSystems.getDefault().getPathMatcher("glob:" + sources.get(0).replace("${SCALA}", scala));
        String name = all(text("jobs/bundle/pom.xml"), "<artifactId>(spark-sg-bundle_\\S+)</artifactId>")
                        .get(0)
                        .replace("${scala.binary.version}", scala)
                + "-"
                + versions("revision").get(0);
        assertTrue(source.matches(Path.of(name + ".jar")));
        assertFalse(source.matches(Path.of("original-" + name + ".jar")));
        assertFalse(source.matches(Path.of(name + ".cdx.json")));
        assertTrue(image.contains(" jobs/bundle/target\n"));
    }

    @Test
    void bundleIsWhereAllOthersLookForIt() throws IOException {
        List<String> places = all(image, "^COPY \\S+ (\\S+)$");
        assertEquals(Path.of(places.get(0)).getParent(), Path.of(places.get(1)).getParent());
        String bundle = "local://" + places.get(0);
        SparkApplication.Spec spec =
                Manifests.only("spark-application.yaml", SparkApplication.class).spec();
        assertEquals(bundle, spec.mainApplicationFile());
        assertTrue(text("conf/kubernetes/run.conf").contains("SPARK_SG_BUNDLE=" + bundle + "\n"));
        assertTrue(text("jobs/spark-sg").contains(bundle));
        assertEquals(versions("spark.version").get(0), spec.sparkVersion());
        assertTrue(spec.image().endsWith(":" + versions("revision").get(0)));
        assertTrue(image.contains(" -t " + spec.image() + " "));
        assertTrue(Files.exists(
                ROOT.resolve("jobs/src/main/java/" + spec.mainClass().replace('.', '/') + ".java")));
    }

    @Test
    void runsAsTheUserOfSparkWhoCanUnpackNativeLibraries() {
        List<String> users = all(image, "^USER (\\S+)$");
        assertEquals("spark", users.get(users.size() - 1));
        String folder = all(image, "^RUN install -d -o spark -g spark (\\S+)$").get(0);
        assertTrue(text("conf/kubernetes/run.conf").contains("cachedir=" + folder + "\""));
    }
}
