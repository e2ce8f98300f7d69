package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparksg.config.RunConfig;
import org.sparksg.pipeline.RunSettings;

/** Where a run goes, from what the launcher, Spark and the conf file say. */
class ApplicationSettingsTest {
    private static final String NO_MASTER = "spark.sg.no-master";

    @AfterEach
    void forget() {
        System.clearProperty(NO_MASTER);
        System.clearProperty("spark.master");
    }

    @Test
    void withoutMasterEachStageGetsAJvmOnThisMachine() throws IOException {
        assertEquals("local-cluster[3,1,1024]", master(Map.of()));
        assertEquals(
                "local-cluster[3,2,512]", master(Map.of("spark.executor.memory", "512m", "spark.executor.cores", "2")));
    }

    @Test
    void masterThatSparkSubmitMakesUpIsNone() throws IOException {
        System.setProperty("spark.master", "local[*]");
        System.setProperty(NO_MASTER, "true");
        assertEquals("local-cluster[3,1,1024]", master(Map.of()));
        assertEquals("yarn", master(Map.of("spark.master", "yarn")));
    }

    @Test
    void masterOfTheInstallationStands() throws IOException {
        System.setProperty("spark.master", "local[*]");
        assertEquals("local[*]", master(Map.of()));
        assertEquals("yarn", master(Map.of("spark.master", "yarn")));
    }

    @Test
    void jarsOfTheUserStandBesideThoseOfSparkSubmit() throws IOException {
        System.setProperty("spark.jars", "bundle.jar");
        try {
            assertEquals("bundle.jar", conf(Map.of()).get("spark.jars"));
            assertEquals(
                    "bundle.jar,mine.jar",
                    conf(Map.of("spark.jars", "mine.jar")).get("spark.jars"));
        } finally {
            System.clearProperty("spark.jars");
        }
    }

    @Test
    void clusterIsAskedForAnExecutorForEachStage() throws IOException {
        assertEquals("3", conf(Map.of("spark.master", "yarn")).get("spark.executor.instances"));
        assertEquals(
                "5",
                conf(Map.of("spark.master", "yarn", "spark.executor.instances", "5"))
                        .get("spark.executor.instances"));
        assertFalse(conf(Map.of()).contains("spark.executor.instances"));
    }

    private static String master(Map<String, String> properties) throws IOException {
        return conf(properties).get("spark.master");
    }

    private static SparkConf conf(Map<String, String> properties) throws IOException {
        RunConfig config = RunConfig.read(Path.of("../conf/quickstart.conf"), List.of(), path -> path);
        RunSettings settings = config.settings();
        return ApplicationSettings.conf(settings, properties);
    }
}
