package org.sparksg.pipeline;

import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/** Where a stage gets its input from: the data, the stage below, or a model of what that one will send. */
interface Inputs extends InFlight {

    /** Returns that of a stage; {@code batchesDone}: the batch that comes first. */
    static Inputs of(StageContext at, long batchesDone) {
        if (at.below() == null) {
            return new Data(at.feed());
        }
        return at.model().inputs() == null
                ? new Activations(at.messages(), at.below())
                : new SyntheticInputs(at, batchesDone);
    }

    /** Sets input and targets of a micro-batch of {@code rows} examples; returns whether they were there. */
    boolean train(MicroBatch micro, long batchId, int index, int rows);

    /** Sets input and targets of the {@code rows} examples of another part from {@code from} on, likewise. */
    boolean evaluate(MicroBatch micro, Split part, int from, int index, int rows);

    /** Returns how many inputs wait. */
    default int waiting() {
        return 0;
    }

    /** Returns a number that changes as long as data that the stage reads itself get on, though nothing has come yet. */
    default long signs() {
        return 0;
    }

    /** Names where inputs come from, and replies go to. */
    String source();

    @Override
    default String waitingFor() {
        return source();
    }

    /** The data: the first stage. */
    record Data(Feed feed) implements Inputs {
        @Override
        public boolean train(MicroBatch micro, long batchId, int index, int rows) {
            micro.useOwn(rows);
            return feed.train(batchId, index, micro.input, micro.target);
        }

        @Override
        public boolean evaluate(MicroBatch micro, Split part, int from, int index, int rows) {
            micro.useOwn(rows);
            return feed.evaluate(part, from, micro.input, micro.target);
        }

        @Override
        public long signs() {
            return feed.signs();
        }

        @Override
        public String source() {
            return feed.source();
        }
    }

    /** The stage below. */
    record Activations(Messages messages, Link below) implements Inputs {
        @Override
        public boolean train(MicroBatch micro, long batchId, int index, int rows) {
            return take(micro, Header.Kind.ACTIVATION, batchId, index);
        }

        @Override
        public boolean evaluate(MicroBatch micro, Split part, int from, int index, int rows) {
            return take(micro, Header.Kind.EVALUATION, index, 0);
        }

        private boolean take(MicroBatch micro, Header.Kind kind, long batchId, int index) {
            Delivery delivery = messages.poll(below, kind, batchId, index);
            if (delivery != null) {
                micro.arrived(delivery);
            }
            return delivery != null;
        }

        @Override
        public int waiting() {
            return below.waiting();
        }

        @Override
        public String source() {
            return below.peer();
        }
    }
}
