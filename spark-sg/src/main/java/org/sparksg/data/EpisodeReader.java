package org.sparksg.data;

import java.util.Optional;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The windows of a {@link CopyTask}, a stream for each row of a batch, which become harder as far as they are learned. */
final class EpisodeReader implements ExampleReader {
    private static final double BIT = Math.log(2); // nats

    private final CopyTask task;
    private final EpisodeStreams streams;
    private Raises raises = new Raises();
    private long batch = -1; // that was read last
    private int answers; // of that batch

    /** Reads as many streams as there are rows. */
    EpisodeReader(CopyTask task, int rows) {
        this.task = task;
        this.streams = new EpisodeStreams(task, rows);
    }

    @Override
    public int count() {
        return task.count();
    }

    @Override
    public Shape features() {
        return task.features();
    }

    @Override
    public Shape target() {
        return task.target();
    }

    @Override
    public boolean read(long epoch, int from, Tensor features, Tensor targets) {
        int rows = streams.rows();
        long id = epoch * (task.count() / rows) + from / rows;
        if (id != batch) {
            batch = id;
            answers = 0;
        }
        for (int i = 0; i < features.rows(); i++) {
            answers += streams.write(from % rows + i, id * task.window(), i, features, targets);
        }
        features.touch();
        targets.touch();
        return true;
    }

    @Override
    public void follow(Raises known) {
        raises = known;
        known.batches().forEach(this::raise);
    }

    private void raise(long batchId) {
        streams.raise((batchId + 1) * task.window());
    }

    @Override
    public Optional<Level> learned(long batchId, double loss) {
        Level level = streams.level();
        boolean counts = batchId == batch && answers >= level.answers() && streams.isSettled(batchId * task.window());
        double bits = loss * task.window() / answers / BIT;
        if (!counts || !(bits < task.levelUp()) || level.next().equals(level)) {
            return Optional.empty();
        }
        raises.add(batchId);
        raise(batchId);
        return Optional.of(streams.level());
    }
}
