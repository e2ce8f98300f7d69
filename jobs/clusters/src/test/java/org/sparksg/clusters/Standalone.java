package org.sparksg.clusters;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Spark's own manager, with two workers. */
final class Standalone implements Manager {
    private static final Duration START = Duration.ofMinutes(1);
    private static final int WORKERS = 2;

    private final List<Command> servers = new ArrayList<>();
    private final Path folder;
    private final String master;
    private final String web;
    private final String gpu;

    Standalone(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        gpu = Gpu.worker(Gpu.script(folder));
        int port = freePort();
        int webPort = freePort();
        master = "spark://127.0.0.1:" + port;
        web = "http://127.0.0.1:" + webPort;
        start("master", "master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "" + webPort)
                .awaitText("I have been elected leader", START);
        for (int i = 0; i < WORKERS; i++) {
            start(
                            "worker-" + i,
                            "worker.Worker",
                            "--host",
                            "127.0.0.1",
                            "--cores",
                            "4",
                            "--memory",
                            "6g",
                            "--work-dir",
                            folder.resolve("worker-" + i).toString(),
                            "--webui-port",
                            "0",
                            master)
                    .awaitText("Successfully registered with master", START);
        }
    }

    private Command start(String name, String mainClass, String... arguments) {
        List<String> words = Stream.concat(
                        Stream.of(
                                Build.SPARK_HOME.resolve("bin/spark-class").toString(),
                                "org.apache.spark.deploy." + mainClass),
                        Stream.of(arguments))
                .toList();
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.put("SPARK_WORKER_OPTS", gpu);
        Command server = Command.start(folder.resolve(name + ".log"), environment, words);
        servers.add(server);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String master() {
        return master;
    }

    @Override
    public List<String> options(Mode mode) {
        return mode == Mode.CLUSTER ? List.of("--conf", "spark.standalone.submit.waitAppCompletion=true") : List.of();
    }

    /** Spark's own spark-submit, which waits for the driver, ends with 0 whatever its state is. */
    @Override
    public boolean exitCodeTells(Mode mode) {
        return mode == Mode.CLIENT;
    }

    @Override
    public boolean makesSecrets() {
        return false;
    }

    @Override
    public String folder() {
        return folder.resolve("work").toString();
    }

    @Override
    public Optional<String> finalStatus() throws IOException, InterruptedException {
        JsonNode all = Http.json(web + "/json/");
        return newest(all.path("completeddrivers"))
                .or(() -> newest(all.path("completedapps")))
                .map(found -> found.path("state").asText())
                .map(state -> state.equals("FINISHED") ? "SUCCEEDED" : state);
    }

    @Override
    public Optional<String> applicationName() throws IOException, InterruptedException {
        return newest(Http.json(web + "/json/").path("completedapps"))
                .map(found -> found.path("name").asText());
    }

    private static Optional<JsonNode> newest(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .max(Comparator.comparing(found -> found.path("id").asText()));
    }

    @Override
    public boolean kill() throws IOException, InterruptedException {
        JsonNode all = Http.json(web + "/json/");
        boolean driver = !all.path("activedrivers").isEmpty();
        String id = newest(driver ? all.path("activedrivers") : all.path("activeapps"))
                .orElseThrow()
                .path("id")
                .asText();
        Http.send(
                "POST",
                web + (driver ? "/driver/kill/" : "/app/kill/"),
                "id=" + id + "&terminate=true",
                "application/x-www-form-urlencoded");
        return true;
    }

    @Override
    public boolean isDriver(String command) {
        return command.contains("org.apache.spark.deploy.worker.DriverWrapper ");
    }

    @Override
    public void close() {
        servers.forEach(Command::close);
    }
}
