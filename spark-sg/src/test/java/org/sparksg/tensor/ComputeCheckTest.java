package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputeCheckTest {
    private static final ComputeCheck GOOD =
            new ComputeCheck("SkylakeX", "OpenBLAS 0.3.31", "CpuBackend", 1, 110, "avx512_core", false, "");

    @Test
    void aGoodMachineHasNothingToFix() {
        assertTrue(isFine(GOOD), GOOD.verdicts().toString());
    }

    @Test
    void thisMachineIsRecognized() {
        ComputeCheck check = ComputeCheck.run();
        assertEquals("ND4J CpuBackend", check.portable());
        assertTrue(check.sgemmGflops() > 0.5, check.toString());
        boolean askable = Files.isReadable(Path.of("/proc/self/maps"));
        assertTrue(check.blasConfig().contains("OpenBLAS") == askable, check.toString());
        assertEquals("", check.obstacle());
    }

    @Test
    void unknownProcessorOfOpenBlasIsMetWithItsSetting() {
        ComputeCheck check =
                new ComputeCheck("Prescott", "OpenBLAS 0.3.19", "CpuBackend", 1, 110, "avx512_core_amx", true, "");
        assertEquals(List.of("OPENBLAS_CORETYPE=SKYLAKEX"), found(check, "OPENBLAS_CORETYPE=\\w+"));
    }

    @Test
    void slowProductsAreReported() {
        ComputeCheck check = new ComputeCheck("SkylakeX", "", "CpuBackend", 1, 31, "avx512_core", false, "");
        assertFalse(isFine(check));
        assertTrue(
                check.verdicts().get(1).finding().contains("31 GFLOP/s"),
                check.verdicts().toString());
    }

    @Test
    void threadsOfLibrariesAreReportedWithTheSetting() {
        ComputeCheck check = new ComputeCheck("SkylakeX", "", "CpuBackend", 8, 110, "avx512_core", false, "");
        assertEquals(List.of("OMP_NUM_THREADS=1"), found(check, "OMP_NUM_THREADS=\\w+"));
    }

    @Test
    void obstacleOfTheCpuKernelsIsReportedWithItsFix() {
        ComputeCheck check =
                new ComputeCheck("SkylakeX", "", "CpuBackend", 1, 110, "avx512_core", false, "add --add-modules x");
        assertEquals(List.of("--add-modules x"), found(check, "--add-modules \\w+"));
    }

    @Test
    void bf16IsWorthWhatTheProcessorMakesOfIt() {
        assertEquals("bf16: not on this processor, use precision f32", bf16("avx512_core", false));
        assertTrue(bf16("avx512_core_bf16", true).contains("one to two times as fast as f32"));
        assertTrue(bf16("avx512_core_amx", true).contains("two to four times as fast as f32"));
    }

    private static String bf16(String isa, boolean inHardware) {
        var check = new ComputeCheck("SkylakeX", "", "CpuBackend", 1, 110, isa, inHardware, "");
        assertTrue(check.verdicts().stream().allMatch(ComputeCheck.Verdict::fine));
        return check.verdicts().get(4).finding();
    }

    @Test
    void threadsComeFromTheEnvironmentOrAreOne() {
        assertEquals(1, ThreadLimit.threads(null));
        assertEquals(1, ThreadLimit.threads("many"));
        assertEquals(4, ThreadLimit.threads("4"));
        assertEquals(2, ThreadLimit.threads("2,4"));
    }

    private static boolean isFine(ComputeCheck check) {
        return check.verdicts().stream().allMatch(ComputeCheck.Verdict::fine);
    }

    private static List<String> found(ComputeCheck check, String pattern) {
        return check.verdicts().stream()
                .filter(verdict -> !verdict.fine())
                .flatMap(verdict -> java.util.regex.Pattern.compile(pattern)
                        .matcher(verdict.fix())
                        .results())
                .map(java.util.regex.MatchResult::group)
                .toList();
    }
}
