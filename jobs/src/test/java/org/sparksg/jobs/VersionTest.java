package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The version stands in the parent's POM, and whoever wants it reads it from there. */
class VersionTest {
    private static final Path ROOT = Path.of("..");

    private static String version() throws IOException {
        Matcher matcher =
                Pattern.compile("<revision>(.+)</revision>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    @Test
    void isPrinted() throws IOException {
        StringWriter out = new StringWriter();
        assertEquals(0, Main.commandLine().setOut(new PrintWriter(out)).execute("--version"));
        assertEquals("spark-sg " + version(), out.toString().strip());
    }

    @Test
    void standsNowhereElse() throws IOException {
        TreeSet<String> places = new TreeSet<>();
        for (String folder : List.of("pom.xml", "spark-sg", "jobs", "conf")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(VersionTest::isProduct).toList()) {
                    if (Files.readString(file).contains(version())) {
                        places.add(ROOT.relativize(file).toString());
                    }
                }
            }
        }
        assertEquals(List.of("pom.xml"), List.copyOf(places));
    }

    private static boolean isProduct(Path file) {
        String path = file.toString();
        return Files.isRegularFile(file)
                && path.matches(".*(pom\\.xml|/src/main/.*\\.(java|sh|md|properties)|\\.conf|/jobs/spark-sg)")
                && !path.contains("/target")
                && !path.contains("/conf/kubernetes/"); // the tag of an image, which a test of its own keeps in step
    }
}
