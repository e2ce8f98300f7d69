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

    /** Symptom of an earlier version: an executor's GPU was reserved, and no task was given its address. */
    @Test
    void stageTakesAllGpusAndTheLikeOfItsExecutor() {
        SparkConf conf = conf("yarn")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.executor.resource.fpga.amount", "2")
                .set("spark.executor.resource.none.amount", "0");
        SparkDefaults.complete(conf);
        assertEquals("1", conf.get("spark.task.resource.gpu.amount"));
        assertEquals("2", conf.get("spark.task.resource.fpga.amount"));
        assertFalse(conf.contains("spark.task.resource.none.amount"));
        assertFalse(conf.contains("spark.worker.resource.gpu.amount"));
        SparkConf own = conf("yarn")
                .set("spark.executor.resource.gpu.amount", "2")
                .set("spark.task.resource.gpu.amount", "0.5");
        assertEquals("0.5", SparkDefaults.complete(own).get("spark.task.resource.gpu.amount"));
        SparkConf oneProcess = conf("local[2]").set("spark.executor.resource.gpu.amount", "1");
        assertFalse(SparkDefaults.complete(oneProcess).contains("spark.task.resource.gpu.amount"));
    }

    @Test
    void workersOfALocalClusterHaveWhatTheirExecutorShallHave() {
        SparkConf conf = conf("local-cluster[2,1,1024]")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.executor.resource.gpu.discoveryScript", "/gpus.sh");
        SparkDefaults.complete(conf);
        assertEquals("1", conf.get("spark.worker.resource.gpu.amount"));
        assertEquals("/gpus.sh", conf.get("spark.worker.resource.gpu.discoveryScript"));
    }

    /** Symptom of an earlier version: eight executors of a standalone cluster for three stages. */
    @Test
    void standaloneClusterIsNotTakenWhole() {
        SparkConf conf = SparkDefaults.complete(conf("spark://head:7077").set("spark.executor.cores", "2"), 3);
        assertEquals("6", conf.get("spark.cores.max"));
        assertEquals(
                "32",
                SparkDefaults.complete(conf("spark://head:7077").set("spark.cores.max", "32"), 3)
                        .get("spark.cores.max"));
        assertFalse(SparkDefaults.complete(conf("yarn"), 3).contains("spark.cores.max"));
    }

    private static SparkConf complete(String master) {
        return SparkDefaults.complete(conf(master));
    }

    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }
}
