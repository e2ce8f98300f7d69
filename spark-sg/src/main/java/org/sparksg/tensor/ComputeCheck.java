package org.sparksg.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What this JVM computes with, found out at start-up because the usual mistakes are silent: OpenBLAS falls back to kernels for
 * processors of 2004, threads of two libraries spin on the same core, a JVM flag is missing.
 *
 * @param blasCore the processor that OpenBLAS thinks this is, such as {@code SkylakeX}, or {@code unknown}
 * @param blasConfig OpenBLAS's own description, or {@code unknown}
 * @param portable what the portable kernels multiply with
 * @param ompThreads OpenMP threads for each computing thread
 * @param sgemmGflops speed of a 512 x 512 single precision product on one thread, in 10⁹ operations a second
 * @param isa the instruction set that oneDNN uses, or {@code none} if oneDNN does not load
 * @param bf16 whether this processor multiplies bfloat16
 * @param obstacle why {@link Backend#CPU} cannot run, with the fix; empty if it can
 */
public record ComputeCheck(
        String blasCore,
        String blasConfig,
        String portable,
        int ompThreads,
        double sgemmGflops,
        String isa,
        boolean bf16,
        String obstacle) {
    private static final List<String> OLD_CORES = List.of(
            "prescott", "core2", "penryn", "dunnington", "nehalem", "generic", "barcelona", "athlon", "opteron");
    private static final double SLOW_AVX512 = 50;
    private static final double SLOW_AVX2 = 25;

    /**
     * One finding.
     *
     * @param fine whether nothing needs to be done
     * @param finding what was found
     * @param fix what to do; empty if fine
     */
    public record Verdict(boolean fine, String finding, String fix) {}

    /** Looks at this JVM and times a product. Takes well below a second, once the libraries are loaded. */
    public static ComputeCheck run() {
        boolean oneDnn = Backend.oneDnnObstacle().isEmpty();
        return new ComputeCheck(
                BlasProbe.call("openblas_get_corename"),
                BlasProbe.call("openblas_get_config"),
                PortableKernels.library(),
                ThreadLimit.threads(),
                BlasProbe.sgemmGflops(),
                oneDnn ? OneDnn.isa() : "none",
                oneDnn && OneDnn.hasBf16(),
                Backend.obstacle().orElse(""));
    }

    /** Returns what is good and what is not, in the order of the components. */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(blasVerdict());
        verdicts.add(speedVerdict());
        verdicts.add(threadsVerdict());
        verdicts.add(
                obstacle.isEmpty()
                        ? fine("kernels: cpu (oneDNN, " + isa + ")")
                        : poor("kernels: portable only, up to three times slower", obstacle));
        verdicts.add(fine("bf16: " + bf16Advice()));
        return verdicts;
    }

    /** AMX multiplies in bf16 several times faster than AVX-512 in f32; AVX512_BF16 at most twice as fast. */
    private String bf16Advice() {
        if (!bf16) {
            return "not on this processor, use precision f32";
        }
        return isa.contains("amx")
                ? "by AMX, two to four times as fast as f32 with wide layers"
                : "by AVX512_BF16 without AMX, one to two times as fast as f32: measure with bench compute";
    }

    private Verdict blasVerdict() {
        String name = blasCore.toLowerCase(Locale.ROOT);
        if (isa.startsWith("avx") && OLD_CORES.stream().anyMatch(name::contains)) {
            return poor(
                    "BLAS: OpenBLAS does not know this processor and uses kernels for " + blasCore + " (" + isa
                            + " is there)",
                    "set OPENBLAS_CORETYPE=" + (isa.startsWith("avx512") ? "SKYLAKEX" : "HASWELL")
                            + " in the environment of driver and executors (spark.executorEnv.OPENBLAS_CORETYPE), or put"
                            + " org.bytedeco:openblas 0.3.31 or newer on the class path");
        }
        return fine("BLAS: OpenBLAS for " + blasCore);
    }

    private Verdict speedVerdict() {
        double expected = isa.startsWith("avx512") ? SLOW_AVX512 : isa.startsWith("avx2") ? SLOW_AVX2 : 0;
        String finding = String.format(
                Locale.ROOT, "speed: %.0f GFLOP/s on one thread, %.0f or more expected", sgemmGflops, expected);
        return sgemmGflops >= expected
                ? fine(finding)
                : poor(
                        finding,
                        "look for other work on these cores (more tasks than cores, or a container limit below one)");
    }

    private Verdict threadsVerdict() {
        String finding = "threads: " + ompThreads + " OpenMP thread(s) for each computing thread";
        return ompThreads == 1
                ? fine(finding)
                : poor(
                        finding,
                        "set OMP_NUM_THREADS=1 (spark.executorEnv.OMP_NUM_THREADS): stages run in parallel already, and"
                                + " OpenMP and OpenBLAS threads spin against each other");
    }

    private static Verdict fine(String finding) {
        return new Verdict(true, finding, "");
    }

    private static Verdict poor(String finding, String fix) {
        return new Verdict(false, finding, fix);
    }
}
