package org.sparksg.spark;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The control path: carries {@link ControlMessage}s from the executors to the driver over Spark's own RPC, so that no second
 * set of ports is needed. Set {@code spark.plugins=org.sparksg.spark.ControlPlugin} when the application starts.
 *
 * <p>Spark creates the objects, so the two ends can only meet the rest of the library through statics: one context per
 * executor, one table of listeners per driver.
 */
public final class ControlPlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlugin.class);
    private static final Map<String, Ear> EARS = new ConcurrentHashMap<>();
    private static volatile PluginContext executor;
    private static volatile MetricRegistry metrics = new MetricRegistry();

    /** Who hears the stages of a run, on the driver. */
    private record Ear(Consumer<ControlMessage> listener, Meeting meeting) {}

    /** Called by Spark. */
    public ControlPlugin() {}

    /** Registers who gets the messages of a run, and where its stages meet, on the driver. */
    static void listen(String run, Consumer<ControlMessage> listener, Meeting meeting) {
        EARS.put(run, new Ear(listener, meeting));
    }

    /** Ends {@link #listen}. */
    static void stopListening(String run) {
        EARS.remove(run);
    }

    /** Returns what Spark's metrics system shows of the driver; without this plugin, what nobody sees. */
    static MetricRegistry metrics() {
        return metrics;
    }

    /**
     * Sends a message to the driver, from an executor.
     *
     * @throws IllegalStateException if the plugin is not loaded
     */
    static void send(ControlMessage message) {
        send(loaded(), message);
    }

    private static void send(PluginContext context, Object message) {
        try {
            context.send(message);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * Says to the driver that a stage has come, from an executor, and returns the addresses of those who have: see {@link Meeting#join}.
     *
     * @throws IllegalStateException if the plugin is not loaded, or the driver does not answer or has gone on to another launch
     */
    static String[] ask(Meeting.Arrival arrival) throws InterruptedException {
        Object answer;
        try {
            answer = loaded().ask(arrival);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // as Spark declares it
            throw unreachable(e);
        }
        if (answer == null) {
            throw new IllegalStateException("the driver waits for nobody of " + arrival.launch() + " any more");
        }
        return (String[]) answer;
    }

    private static PluginContext loaded() {
        PluginContext context = executor;
        if (context == null) {
            throw new IllegalStateException("the control plugin is not loaded in this executor: set spark.plugins="
                    + ControlPlugin.class.getName() + " when the application starts");
        }
        return context;
    }

    private static IllegalStateException unreachable(Exception cause) {
        return new IllegalStateException("cannot reach the driver: " + cause.getMessage(), cause);
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new Driver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Executor();
    }

    private static final class Driver implements DriverPlugin {
        @Override
        public Map<String, String> init(SparkContext context, PluginContext plugin) {
            return Map.of();
        }

        /** Spark takes a registry that is empty now for one without metrics, and never looks again. */
        @Override
        public void registerMetrics(String application, PluginContext plugin) {
            metrics = plugin.metricRegistry();
            metrics.registerGauge("active_runs", EARS::size);
        }

        @Override
        public Object receive(Object message) {
            if (message instanceof Meeting.Arrival arrival) {
                Ear ear = EARS.get(arrival.launch().run());
                return ear == null ? null : ear.meeting().join(arrival);
            }
            if (message instanceof ControlMessage control) {
                Ear ear = EARS.get(control.launch().run());
                if (ear != null) {
                    ear.listener().accept(control);
                } else {
                    LOG.info("Dropped a message of run {}, which is over", control.launch());
                }
            }
            return null;
        }
    }

    private static final class Executor implements ExecutorPlugin {
        private static final String GREETING = "here";

        /**
         * Greets the driver: Spark looks for it at the first message, and never again. A stage that is cancelled during that look would
         * leave an executor that cannot report any more.
         */
        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            executor = context;
            send(context, GREETING);
            if (!context.executorID().equals("driver")) {
                // Ctrl-C goes to all processes of a terminal. The driver's alone counts: it lets the stages end in
                // order.
                Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
            }
        }

        @Override
        public void shutdown() {
            executor = null;
        }
    }
}
