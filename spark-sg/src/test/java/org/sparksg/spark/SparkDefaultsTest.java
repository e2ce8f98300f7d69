package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkDefaultsTest {
    private static final String PLUGIN = "org.sparksg.spark.ControlPlugin";

    @Test
    void ownEntriesStandBesideTheUsers() {
        SparkConf conf = conf("yarn")
                .set("spark.plugins", "a.Plugin")
                .set("spark.kryo.registrator", "a.Registrator")
                .set("spark.executor.extraJavaOptions", "-Xss4m");
        SparkDefaults.complete(conf);
        assertEquals("a.Plugin," + PLUGIN, conf.get("spark.plugins"));
        assertEquals("a.Registrator", conf.get("spark.kryo.registrator"));
        assertEquals("-Xss4m --add-modules=jdk.incubator.vector", conf.get("spark.executor.extraJavaOptions"));
    }

    @Test
    void completingTwiceChangesNothing() {
        SparkConf once = SparkDefaults.complete(conf("yarn"));
        SparkConf twice = SparkDefaults.complete(once.clone());
        assertEquals(once.toDebugString(), twice.toDebugString());
        assertEquals(PLUGIN, once.get("spark.plugins"));
    }

    @Test
    void settingsOfTheUserStay() {
        SparkConf conf = conf("yarn").set("spark.task.cpus", "1").set("spark.executor.cores", "4");
        SparkDefaults.complete(conf.set("spark.executor.memoryOverhead", "5g"));
        assertEquals("1", conf.get("spark.task.cpus"));
        assertEquals("5g", conf.get("spark.executor.memoryOverhead"));
    }

    @Test
    void stageTakesAllCoresOfItsExecutor() {
        assertEquals("4", complete("local-cluster[3,4,1024]").get("spark.task.cpus"));
        assertEquals(
                "6",
                SparkDefaults.complete(conf("yarn").set("spark.executor.cores", "6"))
                        .get("spark.task.cpus"));
        assertEquals("1", complete("spark://head:7077").get("spark.executor.cores"));
        assertFalse(complete("local[4]").contains("spark.task.cpus"));
    }

    private static SparkConf complete(String master) {
        return SparkDefaults.complete(conf(master));
    }

    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }
}
