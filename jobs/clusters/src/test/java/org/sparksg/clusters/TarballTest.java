package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edge node gets: the tarball of {@code mvn -Pdist package}, where there is one. */
@Tag("cluster")
class TarballTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int SMALL_BYTES = 1_000_000;
    private static final int EXECUTABLE = 0111;

    private static String root;
    private static Path archive;
    private static final Map<String, TarArchiveEntry> ENTRIES = new TreeMap<>();
    private static final Map<String, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Optional<Path> tarball;
        try (Stream<Path> files = Files.list(Build.BUNDLE.getParent())) {
            tarball = files.filter(file -> file.toString().endsWith("-bin-scala" + Build.SCALA + ".tar.gz"))
                    .findFirst();
        }
        assumeTrue(tarball.isPresent(), "no tarball: mvn -Pdist package makes it");
        archive = tarball.get();
        root = archive.getFileName().toString().replace(".tar.gz", "/");
        try (InputStream file = Files.newInputStream(archive);
                TarArchiveInputStream in = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = in.getNextTarEntry(); entry != null; entry = in.getNextTarEntry()) {
                assertTrue(entry.getName().startsWith(root), entry.getName());
                String name = entry.getName().substring(root.length());
                ENTRIES.put(name, entry);
                if (entry.isFile() && entry.getSize() < SMALL_BYTES) {
                    TEXTS.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** On a machine with a Spark, but without sources, and with a Maven that must not be called. */
    @Test
    void trainsWhereItIsUnpacked(@TempDir Path edge) throws IOException, InterruptedException {
        run(edge, Map.of(), "tar", "xzf", archive.toString());
        Path called = edge.resolve("called");
        Path maven = Files.writeString(
                Files.createDirectory(edge.resolve("bin")).resolve("mvn"), "#!/bin/sh\ntouch " + called + "\nexit 1\n");
        assertTrue(maven.toFile().setExecutable(true));
        Build.prepare(edge.resolve("unused"));
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.put("PATH", maven.getParent() + ":" + System.getenv("PATH"));
        String said = run(
                edge,
                environment,
                "bash",
                root + "spark-sg",
                "train",
                root + "conf/quickstart.conf",
                "--set",
                "training.epochs=1",
                "--set",
                "compute.backend=portable"); // whose native library is not in the bundle
        assertTrue(said.contains("model    "), said);
        assertTrue(Files.exists(edge.resolve("runs/quickstart/model")), said);
        assertTrue(Files.readString(edge.resolve("runs/quickstart/run.json")).contains("portable: ND4J"), said);
        assertFalse(Files.exists(called), said);
    }

    private static String run(Path folder, Map<String, String> environment, String... words)
            throws InterruptedException {
        try (Command command = Command.start(folder.resolve(words[0] + ".log"), environment, List.of(words))) {
            assertEquals(0, command.await(LIMIT), command.tail());
            return command.output();
        }
    }

    private static String bom() {
        return Build.BUNDLE.getFileName().toString().replace(".jar", ".cdx.json");
    }

    @Test
    void holdsAllThatACommandNeeds() {
        for (String name : List.of(
                "spark-sg",
                "lib/" + Build.BUNDLE.getFileName(),
                "lib/nd4j-native.jar",
                "conf/quickstart.conf",
                "conf/README.md",
                "jobs/README.md",
                "jobs/Dockerfile",
                "conf/kubernetes/run.conf",
                "notebooks-zeppelin/README.md",
                "README.md",
                "LICENSE",
                "NOTICE",
                "licenses/THIRD-PARTY.txt",
                bom())) {
            assertTrue(ENTRIES.containsKey(name), name + " is not among " + ENTRIES.keySet());
        }
        assertEquals(EXECUTABLE, ENTRIES.get("spark-sg").getMode() & EXECUTABLE);
    }

    @Test
    void theNotesAreFilledIn() {
        String notes = TEXTS.get("README.md");
        assertTrue(notes.contains("Scala " + Build.SCALA) && !notes.contains("${"), notes);
    }

    @Test
    void holdsNoSourcesAndNothingOfABuild() {
        Set<String> useless = new TreeSet<>(ENTRIES.keySet());
        useless.removeIf(name -> !name.matches(".*\\.java|.*pom\\.xml|(.*/)?target/.*|(.*/)?runs/.*"));
        assertEquals(Set.of(), useless);
    }

    @Test
    void theListForScannersNamesTheSamePartsAsTheLicences() throws IOException {
        JsonNode parts = new ObjectMapper().readTree(TEXTS.get(bom())).get("components");
        Set<String> artifacts = new TreeSet<>();
        for (JsonNode part : parts) {
            String group = part.get("group").asText();
            assertTrue(part.path("licenses").size() > 0, part.toString());
            if (!group.equals("org.sparksg")) {
                artifacts.add(group + ":" + part.get("name").asText());
            }
        }
        List<String> licences = TEXTS.get("licenses/THIRD-PARTY.txt")
                .lines()
                .filter(line -> line.strip().startsWith("("))
                .toList();
        assertEquals(artifacts.size(), licences.size(), artifacts + "\n" + licences);
        for (String artifact : artifacts) {
            assertTrue(licences.stream().anyMatch(line -> line.contains("(" + artifact + ":")), artifact);
        }
    }
}
