package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class StageTaskTest {
    @Test
    void memoryThatIsNotThereForTensorsIsWrongInput() {
        Throwable explained = StageTask.explained(
                new OutOfMemoryError("Cannot allocate new LongPointer(1): totalBytes = 64, physicalBytes = 4164M"));
        assertInstanceOf(IllegalArgumentException.class, explained);
        assertEquals(
                "the tensors of this stage do not fit: Cannot allocate new LongPointer(1): totalBytes = 64, physicalBytes ="
                        + " 4164M: raise spark.executor.memory, cut the network into more stages, or make"
                        + " training.batch-size smaller",
                explained.getMessage());
    }

    @Test
    void otherFailuresExplainThemselves() {
        Throwable heap = new OutOfMemoryError("Java heap space");
        assertSame(heap, StageTask.explained(heap));
        Throwable bare = new OutOfMemoryError();
        assertSame(bare, StageTask.explained(bare));
    }
}
