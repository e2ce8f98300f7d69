package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparksg.jobs.ClusterOptions;
import org.sparksg.jobs.SparkCommand.Request;
import org.sparksg.settings.BadSetting;

/** A driver without spark-submit. */
class BuiltSparkTest {

    private static List<String> words(Map<String, String> conf, String... others) {
        return new BuiltSpark(Map.of("SPARK_SG_JAVA_OPTIONS", " -Xss1m  -Da=b "))
                .words(
                        new Request("a", conf, new ClusterOptions(), false),
                        new Packing(Path.of("")),
                        List.of("train"),
                        List.of(others));
    }

    @Test
    void memoryAndOptionsOfTheDriverCount() {
        assertEquals(List.of("-Xss1m", "-Da=b"), words(Map.of()));
        assertEquals(
                List.of("-Xmx3072m", "-Dc=d", "-Xss1m", "-Da=b"),
                words(Map.of("spark.driver.memory", "3g", "spark.driver.extraJavaOptions", "-Dc=d")));
        assertEquals("-Xmx512m", words(Map.of("spark.driver.memory", "512MB")).get(0));
        assertEquals("-Xmx512m", words(Map.of("spark.driver.memory", "512")).get(0)); // MiB, as for Spark
    }

    @Test
    void clusterModeNeedsSparkSubmit() {
        BadSetting refused = assertThrows(BadSetting.class, () -> words(Map.of("spark.submit.deployMode", "cluster")));
        assertTrue(
                refused.getMessage().contains("cluster") && refused.getMessage().contains("SPARK_HOME"));
    }

    @Test
    void wordsForSparkSubmitAreRefused() {
        BadSetting refused = assertThrows(BadSetting.class, () -> words(Map.of(), "--queue", "q"));
        assertTrue(refused.getMessage().contains("--queue q")
                && refused.getMessage().contains("SPARK_HOME"));
    }
}
