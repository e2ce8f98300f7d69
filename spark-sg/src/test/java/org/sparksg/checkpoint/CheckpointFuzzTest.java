package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few of the trials that {@link CheckpointFuzz} makes by the thousand. */
@Timeout(120)
class CheckpointFuzzTest {

    @Test
    void damagedCheckpointIsNeitherTakenForAWholeOneNorInTheWayOfOne() throws IOException {
        Set<CheckpointFuzz.Verdict> seen = EnumSet.noneOf(CheckpointFuzz.Verdict.class);
        for (long seed = 1; seed <= 100; seed++) {
            CheckpointFuzz.Verdict verdict = CheckpointFuzz.trial(seed);
            assertFalse(
                    verdict == CheckpointFuzz.Verdict.SILENTLY_WRONG || verdict == CheckpointFuzz.Verdict.REFUSED,
                    "seed " + seed + ": " + verdict);
            seen.add(verdict);
        }
        assertTrue(seen.containsAll(Set.of(CheckpointFuzz.Verdict.OLDER, CheckpointFuzz.Verdict.NONE_LEFT)), seen + "");
    }
}
