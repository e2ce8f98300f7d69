package org.sparksg.jobs.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few of the trials that {@link Chaos} makes by the hundred. Plain kills are tested on cluster managers. */
@Tag("spark")
@Tag("chaos")
@Timeout(400)
class ChaosTest {
    @TempDir
    private Path work;

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "KILL_EXECUTOR_IN_CHECKPOINT",
                "KILL_DRIVER_IN_CHECKPOINT",
                "DAMAGE_CHECKPOINT",
                "DAMAGE_RECORD",
                "SECOND_DRIVER"
            })
    void illTreatedRunEndsRightOrSaysWhyNot(Fault fault) throws IOException, InterruptedException {
        Trial trial = new Trial(fault.name().hashCode(), fault, work);
        assertEquals("", trial.trouble(), () -> fault + ": " + trial.recipe());
    }
}
