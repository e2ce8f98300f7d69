package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Finding.Verdict;

class PreflightTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    # subject              | verdict | part of the fact        | settings
                    session                | FAILURE | Spark Connect           | spark.remote=sc://host
                    cluster manager        | FAILURE | none for spark.master   | spark.master=yarn
                    cluster manager        | FAILURE | none for spark.master   | spark.master=k8s://https://api:6443
                    cluster manager        | FAILURE | none for spark.master   | spark.master=yran
                    cluster manager        | OK      | spark://head            | spark.master=spark://head:7077
                    code                   | WARNING | nothing is sent         | spark.master=spark://head:7077
                    code                   | OK      | comes                   | spark.master=spark://head:7077 spark.jars=a.jar
                    slots                  | FAILURE | 2 for 3 stages          | spark.master=local-cluster[2,1,1024]
                    slots                  | OK      | 3 for 3 stages          | spark.master=local-cluster[3,1,1024]
                    slots                  | OK      | do not tell             | spark.master=spark://head:7077
                    slots                  | FAILURE | 2 for 3 stages          | spark.master=yarn
                    one stage per executor | WARNING | share the driver        | spark.master=local[3]
                    one stage per executor | FAILURE | 1 of 4 cores            | spark.master=local-cluster[3,4,1024] spark.task.cpus=1
                    one stage per executor | OK      | 4 of 4 cores            | spark.master=local-cluster[3,4,1024]
                    one stage per executor | OK      | 4 of 4 cores            | spark.master=yarn spark.executor.cores=4
                    one stage per executor | OK      | 3 of 4 cores            | spark.master=yarn spark.executor.cores=4 spark.task.cpus=3
                    control path           | OK      | ControlPlugin           | spark.plugins=a.Plugin
                    dynamic allocation     | FAILURE | on;                     | spark.dynamicAllocation.enabled=true
                    task reaper            | WARNING | off                     | spark.task.reaper.enabled=false
                    OMP threads            | WARNING | 4 per stage             | spark.executorEnv.OMP_NUM_THREADS=4
                    kernels                | FAILURE | F32 only                | compute.backend=portable compute.precision=bf16
                    kernels                | OK      | AUTO                    | seed=1
                    native memory          | WARNING | overhead 512 MiB        | spark.master=yarn spark.executor.memoryOverhead=512m
                    tensor memory          | WARNING | may take 8192 MiB       | spark.master=yarn spark.executor.memory=8g
                    tensor memory          | OK      | may take 2048 MiB       | spark.master=yarn spark.executor.memory=8g spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=2g
                    encryption             | FAILURE | crypto.enabled is on    | spark.network.crypto.enabled=true
                    encryption             | FAILURE | SaslEncryption is on    | spark.authenticate.enableSaslEncryption=true
                    encryption             | OK      | are encrypted           | spark.network.crypto.enabled=true spark.authenticate=true
                    encryption             | OK      | nothing leaves          | spark.authenticate=true
                    encryption             | OK      | can listen              | spark.master=spark://head:7077
                    encryption             | WARNING | is for web pages        | spark.ssl.enabled=true
                    encryption             | WARNING | is for web pages        | spark.master=yarn spark.ssl.enabled=true spark.authenticate=true
                    encryption             | OK      | are encrypted           | spark.ssl.enabled=true spark.network.crypto.enabled=true spark.authenticate=true
                    encryption of disks    | WARNING | sends its key           | spark.master=yarn spark.io.encryption.enabled=true
                    encryption of disks    | WARNING | sends its key           | spark.master=yarn spark.io.encryption.enabled=true spark.authenticate=true
                    encryption of disks    | OK      | output.directory        | spark.master=yarn spark.io.encryption.enabled=true spark.authenticate=true spark.network.crypto.enabled=true
                    encryption of disks    | OK      | output.directory        | spark.io.encryption.enabled=true
                    strangers              | OK      | on this machine         | seed=1
                    strangers              | WARNING | ask Spark               | spark.master=spark://head:7077
                    strangers              | WARNING | ask Spark               | spark.master=yarn
                    strangers              | OK      | kept out                | spark.master=yarn spark.authenticate=true
                    session                | FAILURE | sc://host:15002         | spark.remote=sc://host:15002/;token=abc
                    one stage per executor | OK      | gpu.amount = 1 of 1     | spark.master=yarn spark.executor.cores=4 spark.task.cpus=1 spark.executor.resource.gpu.amount=1
                    one stage per executor | FAILURE | 1 of 4 cores            | spark.master=yarn spark.executor.cores=4 spark.task.cpus=1 spark.executor.resource.gpu.amount=1 spark.task.resource.gpu.amount=0.5
                    GPUs                   | OK      | none are asked for      | seed=1
                    GPUs                   | OK      | none are asked for      | compute.gpu=never
                    GPUs                   | WARNING | AUTO computes on        | spark.executor.resource.gpu.amount=1
                    GPUs                   | WARNING | reserves some that idle | spark.master=yarn spark.executor.resource.gpu.amount=2
                    GPUs                   | WARNING | PORTABLE computes on    | compute.backend=portable spark.executor.resource.gpu.amount=1
                    GPUs                   | FAILURE | idle                    | compute.gpu=require spark.executor.resource.gpu.amount=1
                    GPUs                   | FAILURE | not asked for any       | compute.gpu=require
                    GPUs                   | FAILURE | not asked for any       | compute.gpu=require spark.executor.resource.gpu.amount=0
                    GPUs                   | FAILURE | reserves some           | compute.gpu=never spark.executor.resource.gpu.amount=1
                    GPUs                   | FAILURE | local[3] gives none     | compute.gpu=require spark.master=local[3] spark.executor.resource.gpu.amount=1
                    GPUs                   | WARNING | local[3] gives none     | spark.master=local[3] spark.executor.resource.gpu.amount=1
                    GPUs                   | FAILURE | local[3] gives none     | spark.master=local[3] spark.executor.resource.gpu.amount=1 spark.task.resource.gpu.amount=1
                    resource gpu           | FAILURE | no whole number         | spark.executor.resource.gpu.amount=1.5
                    resource gpu           | FAILURE | no whole number         | spark.executor.resource.gpu.amount=all
                    resource gpu           | FAILURE | executors have none     | spark.task.resource.gpu.amount=1
                    resource gpu           | FAILURE | which they have         | spark.master=yarn spark.executor.resource.gpu.amount=1
                    resource gpu           | FAILURE | by its vendor           | spark.master=k8s://https://api:6443 spark.executor.resource.gpu.amount=1 spark.executor.resource.gpu.discoveryScript=/gpus.sh
                    resource fpga          | WARNING | no stage uses           | spark.executor.resource.fpga.amount=2
                    resource fpga          | FAILURE | which they have         | spark.master=yarn spark.executor.resource.fpga.amount=2
                    output                 | OK      | each stage proves       | spark.master=yarn
                    """)
    void settingsAreJudged(String subject, Verdict verdict, String fact, String settings) throws IOException {
        Finding finding = find(subject, settings.split(" "));
        assertEquals(verdict, finding.verdict(), finding.toString());
        assertTrue(finding.fact().contains(fact), finding.toString());
        assertEquals(verdict == Verdict.OK, finding.fix().isEmpty(), "every bad finding has a fix: " + finding);
    }

    /** No room at all was once taken for settings that do not tell, and the launch waited in vain. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # settings                                                     | fact                                                        | fix
                    spark.master=spark://h:7077 spark.cores.max=2 spark.executor.cores=4 | spark.cores.max = 2 is less than spark.executor.cores = 4 | spark.cores.max=12
                    spark.master=local[2] spark.task.cpus=4                        | spark.task.cpus = 4 is more than local[2] has               | spark.master=local-cluster[3,4,1024]
                    spark.master=local-cluster[0,1,1024]                           | local-cluster[0,1,1024] has no executors                    | spark.master=local-cluster[3,1,1024]
                    spark.master=yarn spark.executor.instances=0                   | spark.executor.instances = 0 asks for no executors          | spark.executor.instances=3
                    """)
    void noRoomForAnyStageIsAFailureThatNamesThePropertyToChange(String settings, String fact, String fix)
            throws IOException {
        Finding finding = find("slots", settings.split(" "));
        assertEquals(Finding.failure("slots", "0 for 3 stages, for " + fact, fix), finding);
    }

    @Test
    void roomForSomeStagesCanBeMendedByFewerStagesToo() throws IOException {
        Finding finding = find("slots", "spark.master=spark://h:7077", "spark.cores.max=8", "spark.executor.cores=4");
        assertEquals(Finding.failure("slots", "2 for 3 stages", "spark.cores.max=12, or fewer stages"), finding);
    }

    @Test
    void clusterThatTakesAllCoresTellsWhichPropertyWouldSay() throws IOException {
        Finding finding = find("slots", "spark.master=spark://h:7077");
        assertEquals(
                Finding.ok("slots", "the settings do not tell, as spark.cores.max would; the launch waits for 3"),
                finding);
    }

    @Test
    void settingsOfARunOnThisMachineAreAllFine() throws IOException {
        List<Finding> findings = inspect("spark.master=local-cluster[3,1,1024]");
        List<Finding> bad = findings.stream()
                .filter(finding -> finding.verdict() != Verdict.OK
                        && !finding.subject().equals("work folder")) // tests have no SPARK_HOME
                .toList();
        assertEquals(List.of(), bad);
    }

    @Test
    void executorsOnThisMachineNeedAFolderInTheSparkHome() throws IOException {
        SparkConf conf = new SparkConf(false).set("spark.master", "local-cluster[3,1,1024]");
        assertEquals(Verdict.FAILURE, workFolder(conf, Map.of()));
        assertEquals(Verdict.OK, workFolder(conf, Map.of("SPARK_HOME", directory.toString())));
        Path file = Files.writeString(directory.resolve("file"), "");
        assertEquals(Verdict.FAILURE, workFolder(conf, Map.of("SPARK_HOME", file.toString())));
        assertEquals(
                Verdict.FAILURE,
                workFolder(
                        conf, Map.of("SPARK_HOME", directory.resolve("absent").toString())));
    }

    private static Verdict workFolder(SparkConf conf, Map<String, String> environment) {
        return find("work folder", new ClusterFindings(conf, environment::get).all(3))
                .verdict();
    }

    @Test
    void outputInThePlaceOfAFileIsAFailure() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Finding finding = find("output", "output.directory=" + file.resolve("runs"));
        assertEquals(Verdict.FAILURE, finding.verdict(), finding.toString());
    }

    @Test
    void thisJvmTellsItsLibrariesAndLimits() {
        List<Finding> findings = ComputeFindings.ofThisJvm();
        assertEquals("ND4J CpuBackend", find("portable kernels", findings).fact());
        assertTrue(find("speed", findings).fact().contains("GFLOP/s"), findings.toString());
        assertTrue(find("limits of memory", findings).fact().contains("maxphysicalbytes"), findings.toString());
    }

    private Finding find(String subject, String... settings) throws IOException {
        return find(subject, inspect(settings));
    }

    private static Finding find(String subject, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + subject + " in " + findings));
    }

    /** Inspects a run on three stages; settings of Spark and of the run are told apart by their names. */
    private List<Finding> inspect(String... settings) throws IOException {
        SparkConf conf = new SparkConf(false).set("spark.master", "local-cluster[3,1,1024]");
        List<String> overrides = new java.util.ArrayList<>(List.of("stages=3", "output.directory=" + directory));
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            if (parts[0].startsWith("spark.")) {
                conf.set(parts[0], parts[1]);
            } else {
                overrides.add(setting);
            }
        }
        RunSettings run = RunOf.with(overrides.toArray(String[]::new));
        RunPlan plan = Planner.draft(run, run.data().open(new Configuration(), run.seed()), conf);
        return new Preflight(SparkDefaults.complete(conf), new Configuration()).inspect(plan);
    }
}
