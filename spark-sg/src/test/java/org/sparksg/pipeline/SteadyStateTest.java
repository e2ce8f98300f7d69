package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.tensor.ReferenceKernels;

/** A run that has begun allocates nothing native, and next to nothing on the heap. */
@Timeout(60)
class SteadyStateTest {
    private static final int NEVER = 1_000_000;
    private static final long BYTES_PER_STEP = 4_096;
    private static final int WINDOWS = 20;

    @ParameterizedTest
    @CsvSource({"true,false", "false,false", "false,true"})
    void tensorsAreAllocatedBeforeTheFirstBatchOnly(boolean locked, boolean implicit) {
        AtomicInteger allocations = new AtomicInteger();
        Rig.Parts parts = new Rig.Parts();
        parts.kernels = stage -> CountingKernels.of(new ReferenceKernels(), allocations);
        Recipe recipe = recipe(locked, 2);
        recipe.optimizer = implicit ? Recipe.implicit() : recipe.optimizer;
        Rig rig = new Rig(recipe, parts);
        int built = allocations.get();
        assertTrue(built > 20, "the counter works: " + built);
        rig.step();
        assertEquals(built, allocations.get());
    }

    @Test
    void stepOfADecoupledStageLeavesLittleOnTheHeap() {
        assertLittleHeap(recipe(false, 2_000));
    }

    @Test
    void implicitStepLeavesLittleOnTheHeap() {
        Recipe recipe = recipe(false, 2_000);
        recipe.optimizer = Recipe.implicit();
        assertLittleHeap(recipe);
    }

    @Test
    void stepOfALockedStageLeavesLittleOnTheHeap() {
        assertLittleHeap(recipe(true, 2_000));
    }

    /** Measures window after window until the compiler is done with most of it, which takes its time on a busy machine. */
    private static void assertLittleHeap(Recipe recipe) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Rig.Parts parts = new Rig.Parts();
        parts.keepEvents = false;
        Rig rig = new Rig(recipe, parts);
        long window = rig.plan.calendar().batches() / WINDOWS;
        long least = Long.MAX_VALUE;
        for (int end = 1; end <= WINDOWS && least > BYTES_PER_STEP; end++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            rig.advance(end * window);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, bytes / (window * rig.agents.size()));
        }
        assertTrue(least <= BYTES_PER_STEP, least + " bytes in a step: must be <= " + BYTES_PER_STEP);
    }

    private static Recipe recipe(boolean locked, int epochs) {
        Recipe recipe = new Recipe();
        recipe.epochs = epochs;
        recipe.learning = locked ? Learning.locked(2) : Recipe.synthetic(0, 0, 1);
        recipe.corrections = new Corrections(locked ? 0 : 3, !locked);
        recipe.milestones = new Milestones(NEVER, NEVER);
        return recipe;
    }
}
