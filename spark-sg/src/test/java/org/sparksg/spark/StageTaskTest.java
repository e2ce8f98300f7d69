package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.data.DataException;

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
    void heapThatDoesNotHoldTheDataIsWrongInput() throws IOException {
        IllegalArgumentException explained = assertThrows(
                IllegalArgumentException.class,
                () -> StageTask.fitting(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }));
        assertTrue(
                explained
                        .getMessage()
                        .matches("the data of this stage do not fit into its heap of \\d+ MiB \\(Java heap"
                                + " space\\): set data.train.in-memory = false, raise spark.executor.memory, or read fewer examples"),
                explained.getMessage());
        assertTrue(StageTask.isWrongInput(explained));
        assertEquals(7, StageTask.fitting(() -> 7));
    }

    @Test
    void otherFailuresExplainThemselves() {
        Throwable heap = new OutOfMemoryError("Java heap space");
        assertSame(heap, StageTask.explained(heap));
        Throwable bare = new OutOfMemoryError();
        assertSame(bare, StageTask.explained(bare));
    }

    @Test
    void fileSystemThatFailsInBetweenIsNoWrongInput() {
        IOException gone = new IOException("the data node is gone");
        assertFalse(StageTask.isWrongInput(new CheckpointException("stage-000: cannot be written", gone)));
        assertFalse(StageTask.isWrongInput(new IllegalArgumentException(new UnknownHostException("namenode"))));
        assertTrue(StageTask.isWrongInput(new CheckpointException("stage-000: damaged at byte 8")));
        assertTrue(StageTask.isWrongInput(new DataException("a.csv: row 3: no number")));
        assertFalse(StageTask.isWrongInput(new IllegalStateException("a defect")));
    }
}
