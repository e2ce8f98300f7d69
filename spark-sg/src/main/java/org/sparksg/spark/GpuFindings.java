package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Gpus;

/**
 * What the preflight finds about GPUs, and other resources beside cores and memory: whether Spark is asked for them, can give
 * them, and the stages use them.
 */
final class GpuFindings {
    private static final String SUBJECT = "GPUs";
    private static final String KEY = "compute.gpu";
    private static final String PLUGIN = "spark.resources.discoveryPlugin";
    private static final SparkResource GPU = new SparkResource(SparkResource.GPU);

    private final SparkConf conf;

    /** Prepares to look at settings. */
    GpuFindings(SparkConf conf) {
        this.conf = conf;
    }

    List<Finding> all(RunSettings.Compute compute) {
        List<Finding> findings = new ArrayList<>();
        findings.add(gpus(
                compute.gpu(), compute.backend().toString(), compute.backend().usesGpus()));
        for (SparkResource resource : SparkResource.named(conf)) {
            findings.addAll(resource(resource));
        }
        return findings;
    }

    /** {@code used}: whether the backend computes on GPUs. */
    Finding gpus(GpuUse use, String backend, boolean used) {
        String asked = GPU.executorKey() + " = " + GPU.amount(conf);
        boolean required = use == GpuUse.REQUIRE;
        if (!GPU.isAsked(conf)) {
            return required
                    ? Finding.failure(
                            SUBJECT,
                            KEY + " = require, but Spark is not asked for any",
                            GPU.executorKey() + "=1 and " + GPU.scriptKey() + "=FILE")
                    : Finding.ok(SUBJECT, "none are asked for");
        }
        if (use == GpuUse.NEVER) {
            return Finding.failure(
                    SUBJECT,
                    KEY + " = never, but " + asked + " reserves some",
                    "take out " + GPU.executorKey() + ", or " + KEY + "=prefer");
        }
        if (Cluster.isOneProcess(conf)) {
            return bad(
                    required || conf.contains(GPU.taskKey()), // whose tasks wait for ever
                    "spark.master = " + Cluster.master(conf) + " gives none, in spite of " + asked,
                    "take out spark.*.resource.gpu.amount, or --master local-cluster[N,1,1024]");
        }
        if (!used) {
            return bad(
                    required,
                    asked + " reserves some that idle: compute.backend = " + backend + " computes on processors",
                    required ? KEY + "=prefer, or a backend that uses GPUs" : "take out " + GPU.executorKey());
        }
        if (!GPU.amount(conf).equals("1")) {
            return bad(required, asked + ": a stage uses one, the others idle", GPU.executorKey() + "=1");
        }
        return Cluster.isLocalCluster(conf)
                ? Finding.warning(
                        SUBJECT,
                        "the workers of a local cluster do not know of each other: all give the same one",
                        "a standalone cluster of one worker for all of them")
                : Finding.ok(SUBJECT, "one for each stage");
    }

    private static Finding bad(boolean required, String fact, String fix) {
        return required ? Finding.failure(SUBJECT, fact, fix) : Finding.warning(SUBJECT, fact, fix);
    }

    /** What Spark complains of only when executors start, or by never having one. */
    private List<Finding> resource(SparkResource resource) {
        String subject = "resource " + resource.name();
        String amount = resource.amount(conf);
        if (!amount.matches("[0-9]+")) {
            return List.of(Finding.failure(
                    subject,
                    resource.executorKey() + " = " + amount + " is no whole number",
                    resource.executorKey() + "=1"));
        }
        if (!resource.isAsked(conf)) {
            return List.of(Finding.failure(
                    subject,
                    resource.taskKey() + " = " + conf.get(resource.taskKey(), "") + ", but executors have none",
                    resource.executorKey() + "=1, or take it out"));
        }
        List<Finding> findings = new ArrayList<>();
        boolean found = conf.contains(resource.scriptKey()) || conf.contains(PLUGIN);
        if (!Cluster.hasNoContainers(conf) && !found) {
            findings.add(Finding.failure(
                    subject,
                    "nothing tells executors which they have: each would end at its start",
                    resource.scriptKey() + "=FILE, which prints {\"name\": \"" + resource.name()
                            + "\", \"addresses\": [\"0\"]}"));
        }
        if (Cluster.master(conf).startsWith("k8s") && !conf.contains(resource.vendorKey())) {
            findings.add(Finding.failure(
                    subject,
                    "Kubernetes knows it by its vendor, too",
                    resource.vendorKey() + "=nvidia.com, or another"));
        }
        if (!resource.equals(GPU)) {
            findings.add(Finding.warning(
                    subject,
                    resource.executorKey() + " = " + amount + " reserves some that no stage uses",
                    "take out " + resource.executorKey()));
        }
        return findings;
    }

    /**
     * Proves that a stage has what it must have.
     *
     * @throws BadSetting if it has not: another attempt would get no more
     */
    static void requireGiven(RunSettings.Compute compute, Gpus given) {
        if (compute.gpu() != GpuUse.REQUIRE) {
            return;
        }
        if (!compute.backend().usesGpus()) {
            throw new BadSetting(
                    KEY, "require", "must be prefer with compute.backend = " + compute.backend(), "it uses no GPU");
        }
        if (given.equals(Gpus.NONE)) {
            throw new BadSetting(
                    KEY,
                    "require",
                    "must be prefer where Spark gives a stage no GPU",
                    "set " + GPU.executorKey() + " = 1 when the application starts");
        }
    }
}
