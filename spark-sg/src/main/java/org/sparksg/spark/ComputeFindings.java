package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.ByteUnit;
import org.apache.spark.network.util.JavaUtils;
import org.bytedeco.javacpp.Pointer;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.ComputeCheck;
import org.sparksg.tensor.NativeCache;
import org.sparksg.tensor.Precision;

/** What the preflight finds about computation: threads, kernels, and memory outside the heap. */
public final class ComputeFindings {
    private static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
    private static final Pattern MAX_BYTES_OPTION = Pattern.compile("-D" + Pattern.quote(MAX_BYTES) + "=(\\S+)");
    private static final int MIB = 1 << 20;

    private final SparkConf conf;

    ComputeFindings(SparkConf conf) {
        this.conf = conf;
    }

    List<Finding> all(RunSettings.Compute compute) {
        return List.of(threads(), vectorModule(), kernels(compute), overhead(), nativeLimit());
    }

    private Finding threads() {
        String threads = conf.get("spark.executorEnv.OMP_NUM_THREADS", "");
        String effective = threads.isEmpty() ? conf.get(SparkDefaults.TASK_CPUS, "1") : threads;
        return effective.equals("1")
                ? Finding.ok("OMP threads", "1 per stage")
                : Finding.warning(
                        "OMP threads",
                        effective + " per stage: often slower than 1, since two thread pools spin on the same cores",
                        "spark.executorEnv.OMP_NUM_THREADS=1");
    }

    private String javaOptions() {
        return conf.get("spark.executor.defaultJavaOptions", "") + " " + conf.get(SparkDefaults.JAVA_OPTIONS, "");
    }

    private Finding vectorModule() {
        boolean there = javaOptions().contains(SparkDefaults.VECTOR_MODULE)
                || org.apache.spark.package$.MODULE$.SPARK_VERSION().compareTo("4") >= 0;
        return there
                ? Finding.ok("vector kernels", SparkDefaults.VECTOR_MODULE + " is open")
                : Finding.warning(
                        "vector kernels",
                        "closed: stages fall back to the portable kernels",
                        SparkDefaults.JAVA_OPTIONS + "=--add-modules=" + SparkDefaults.VECTOR_MODULE);
    }

    /** Opens the kernels that may be refused, where this machine is the executors'. */
    private Finding kernels(RunSettings.Compute compute) {
        String what = compute.backend() + " in " + compute.precision();
        boolean alwaysRuns = compute.backend() == Backend.AUTO
                && compute.precision().stream().allMatch(Precision.F32::equals);
        if (alwaysRuns || !Cluster.isOneMachine(conf) && compute.backend() != Backend.PORTABLE) {
            return Finding.ok("kernels", what + (alwaysRuns ? "" : ", as far as the executors' processors can"));
        }
        for (Precision precision : compute.precision()) {
            try {
                compute.backend().open(precision).close();
            } catch (IllegalStateException e) {
                return Finding.failure(
                        "kernels", e.getMessage(), "compute.precision = f32, or another compute.backend");
            }
        }
        return Finding.ok("kernels", what);
    }

    private long heapMib() {
        return JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"));
    }

    private long overheadMib() {
        return conf.contains("spark.executor.memoryOverhead")
                ? JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead"))
                : Math.max(384, heapMib() / 10);
    }

    private Finding overhead() {
        String fact = "heap " + heapMib() + " MiB, overhead " + overheadMib() + " MiB for tensors and natives";
        return overheadMib() >= 1024 || Cluster.hasNoContainers(conf)
                ? Finding.ok("native memory", fact)
                : Finding.warning(
                        "native memory",
                        fact + ": a container may be killed",
                        "spark.executor.memoryOverhead=2g (tensors live outside the heap)");
    }

    /** JavaCPP, which allocates tensors, stops at its own limit: the size of the heap unless an option says otherwise. */
    private Finding nativeLimit() {
        Matcher option = MAX_BYTES_OPTION.matcher(javaOptions());
        boolean given = option.find();
        if (given && !option.group(1).matches("\\d+[kKmMgGtT]?[bB]?")) {
            return Finding.ok("tensor memory", MAX_BYTES + " = " + option.group(1));
        }
        long limit = given ? JavaUtils.byteStringAs(option.group(1), ByteUnit.BYTE) / MIB : heapMib();
        String fact = "tensors may take " + limit + " MiB (" + MAX_BYTES + (given ? "" : ", by default the heap") + ")";
        return limit > 0 && limit <= overheadMib() || Cluster.hasNoContainers(conf)
                ? Finding.ok("tensor memory", fact)
                : Finding.warning(
                        "tensor memory",
                        fact + ", more than the overhead: a container may be killed before this limit helps",
                        "spark.executor.memoryOverhead=" + limit + "m, or -D" + MAX_BYTES + " of "
                                + SparkDefaults.JAVA_OPTIONS);
    }

    /** Looks at the JVM that this is called in: libraries, their speed on one thread, and limits of memory. */
    public static List<Finding> ofThisJvm() {
        List<Finding> findings = new ArrayList<>();
        NativeCache cache = NativeCache.ofThisProcess();
        findings.add(nativeCache(cache));
        if (cache.folder().isEmpty()) {
            return findings; // for whatever comes loads a library
        }
        ComputeCheck check = ComputeCheck.run();
        findings.add(Finding.ok("portable kernels", check.portable()));
        for (ComputeCheck.Verdict verdict : check.verdicts()) {
            String[] parts = verdict.finding().split(": ", 2);
            findings.add(
                    verdict.fine()
                            ? Finding.ok(parts[0], parts[1])
                            : Finding.warning(parts[0], parts[1], verdict.fix()));
        }
        findings.add(Finding.ok(
                "limits of memory",
                "heap " + mib(Runtime.getRuntime().maxMemory()) + ", tensors (" + MAX_BYTES + ") "
                        + mib(Pointer.maxBytes()) + ", the process (maxphysicalbytes) "
                        + mib(Pointer.maxPhysicalBytes()) + ", of it in use " + mib(Pointer.physicalBytes())));
        return findings;
    }

    static Finding nativeCache(NativeCache cache) {
        String subject = "native libraries";
        if (cache.folder().isEmpty()) {
            return Finding.failure(subject, "no folder for them: " + cache.faults(), NativeCache.fix());
        }
        String fact = "unpacked into " + cache.folder().get()
                + (cache.passedOver().isEmpty() ? "" : ", for " + cache.faults());
        return cache.isAsWished() ? Finding.ok(subject, fact) : Finding.warning(subject, fact, NativeCache.fix());
    }

    private static String mib(long bytes) {
        return bytes <= 0 || bytes == Long.MAX_VALUE ? "without limit" : bytes / MIB + " MiB";
    }
}
