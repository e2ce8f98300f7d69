package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitWordsTest {
    @TempDir
    private Path folder;

    private static SubmitWords read(String words) {
        return SubmitWords.of(List.of(words.split(" ")));
    }

    @Test
    void onlyWhatTheLauncherCompletesIsTakenOut() {
        SubmitWords words = read("--verbose --driver-java-options --master --conf spark.a=b=c --supervise --name=x"
                + " --conf spark.submit.deployMode=cluster -c spark.a=d --num-executors 4 --conf nothing");
        String rest =
                "--verbose --conf spark.a=b=c --supervise --name x --conf spark.a=d --num-executors 4 --conf nothing";
        assertEquals(List.of(rest.split(" ")), words.rest());
        assertEquals(
                Map.of(
                        "spark.driver.extraJavaOptions", "--master",
                        "spark.a", "d",
                        "spark.submit.deployMode", "cluster"),
                words.properties());
        assertTrue(words.defaults() && words.file().isEmpty());
    }

    @Test
    void wordsThatSparkDoesNotKnowAreLeftToIt() {
        SubmitWords words = read("--queue q --no-such-option --master yarn");
        assertEquals(List.of("--queue", "q", "--no-such-option", "--master", "yarn"), words.rest());
        assertEquals(Map.of(), words.properties());
    }

    @Test
    void optionWithoutItsValueIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> read("--verbose --queue"));
        assertTrue(refused.getMessage().contains("--queue"), refused.getMessage());
    }

    @Test
    void fileOfPropertiesStandsAlone() {
        SubmitWords words = read("--properties-file=a --properties-file b");
        assertEquals(Optional.of("b"), words.file());
        assertFalse(words.defaults());
    }

    /** Which are options of Spark 4. */
    @Test
    void moreFilesOfPropertiesCount() throws IOException {
        assumeTrue(package$.MODULE$.SPARK_VERSION().startsWith("4."));
        assertTrue(read("--properties-file a --load-spark-defaults").defaults());
        Path more = Files.writeString(folder.resolve("more"), "spark.a 1\nspark.b 2\n");
        SubmitWords words = read("--conf spark.a=3 --extra-properties-file " + more);
        assertEquals(Map.of("spark.a", "3", "spark.b", "2"), words.properties());
        assertEquals(List.of("--conf", "spark.a=3"), words.rest());
    }
}
