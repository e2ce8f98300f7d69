package org.sparksg.spark;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.TaskContext;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.tensor.Element;
import org.sparksg.time.Waiting;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.tcp.EventLoops;
import org.sparksg.transport.tcp.LinkConnector;
import org.sparksg.transport.tcp.LinkServer;
import org.sparksg.transport.tcp.LinkTerms;

/**
 * Brings neighbouring stages together. Each stage but the last one listens for the stage above it; addresses are exchanged at the
 * driver. A port is open until the neighbour has come, and no longer: strangers find nothing to call while a stage trains.
 *
 * @param below the link to the stage below; null for the first stage
 * @param above the link to the stage above; null for the last stage
 */
record Rendezvous(EventLoops loops, Link below, Link above) implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    static Rendezvous meet(StageJob job, int stage, TaskContext context, Wakeup wakeup) {
        RunPlan plan = job.plan();
        TransportSettings settings = plan.settings().transport();
        if (settings.host() == null) {
            settings = settings.withHost(Executors.host());
        }
        EventLoops loops = new EventLoops("spark-sg-stage-" + stage, 1);
        Link below = null;
        boolean last = stage == plan.stages().size() - 1;
        try (LinkServer server = last ? null : new LinkServer(loops, settings, job.secret())) {
            String own = server == null ? "-:0" : server.host() + ":" + server.port();
            BooleanSupplier cancelled = context::isInterrupted;
            List<String> addresses = gather(job, stage, own + "/" + Executors.id(), cancelled);
            requireOwnExecutors(job, addresses);
            if (stage > 0) {
                String address = addresses.get(stage - 1);
                LinkConnector connector = new LinkConnector(loops, settings, job.secret());
                below = connector.connect(
                        hostOf(address), portOf(address), terms(job, stage, stage - 1), wakeup, cancelled);
            }
            Link above = server == null ? null : server.accept(terms(job, stage, stage + 1), wakeup, cancelled);
            return new Rendezvous(loops, below, above);
        } catch (Throwable failure) { // Spark throws checked exceptions without declaring them
            new Rendezvous(loops, below, null).close();
            throw failure;
        }
    }

    /** Returns the addresses of all stages, by stage. The driver's limit is the same, and its clock starts earlier. */
    private static List<String> gather(StageJob job, int stage, String own, BooleanSupplier cancelled) {
        Meeting.Arrival arrival = new Meeting.Arrival(job.launch(), stage, own);
        Duration limit = job.plan().settings().recovery().start();
        Waiting waiting = new Waiting(System::nanoTime);
        List<Integer> missing = List.of();
        try {
            String[] addresses = ControlPlugin.ask(arrival);
            missing = Meeting.missing(addresses);
            while (!missing.isEmpty()) {
                if (cancelled.getAsBoolean()) {
                    throw new LinkException("cancelled while waiting for stages " + missing);
                }
                if (waiting.isBeyond(limit)) {
                    throw new LinkException(
                            "stages " + missing + " did not come within recovery.start = " + limit.toSeconds() + " s");
                }
                Thread.sleep(LOOK.toMillis());
                addresses = ControlPlugin.ask(arrival);
                missing = Meeting.missing(addresses);
            }
            return List.of(addresses);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException("interrupted while waiting for stages " + missing, e);
        }
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1, address.indexOf('/')));
    }

    private static String hostOf(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }

    private static LinkTerms terms(StageJob job, int stage, int peer) {
        int lower = Math.min(stage, peer);
        Capacity up = job.plan().upwards(lower, Element.F32);
        Capacity down = job.plan().downwards(lower, Element.F32);
        ControlMessage.Launch launch = job.launch();
        return stage == lower
                ? new LinkTerms(launch.run(), launch.attempt(), stage, peer, up, down)
                : new LinkTerms(launch.run(), launch.attempt(), stage, peer, down, up);
    }

    private static void requireOwnExecutors(StageJob job, List<String> addresses) {
        if (job.sharedExecutors()) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int stage = 0; stage < addresses.size(); stage++) {
            String executor =
                    addresses.get(stage).substring(addresses.get(stage).indexOf('/') + 1);
            if (!seen.add(executor)) {
                throw new IllegalStateException("stage " + stage + " was put on executor " + executor
                        + ", which has another stage already: set spark.task.cpus so that one task fills an executor"
                        + " (spark.executor.cores / 2 + 1)");
            }
        }
    }

    /** Returns how many bytes the stage has given to its links. */
    long sentBytes() {
        return sum(Link::sentBytes);
    }

    /** Returns how many bytes came over its links. */
    long receivedBytes() {
        return sum(Link::receivedBytes);
    }

    private long sum(ToLongFunction<Link> bytes) {
        return (below == null ? 0 : bytes.applyAsLong(below)) + (above == null ? 0 : bytes.applyAsLong(above));
    }

    @Override
    public void close() {
        try (EventLoops closedLast = loops;
                Link closedSecond = above;
                Link closedFirst = below) {
            // closes in reverse order, whatever fails
        }
    }
}
