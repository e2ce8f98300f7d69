package org.sparksg.clusters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Kubernetes, whose pods are processes of this machine. */
final class Kubernetes implements Manager {
    private static final long LOOK_MS = 100;
    private static final Duration START = Duration.ofMinutes(1);

    private final Command server;
    private final Path folder;
    private final String url;
    private boolean deleted; // the driver of the newest application

    Kubernetes(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        server = Command.start(
                folder.resolve("server.log"),
                Map.of("JAVA_TOOL_OPTIONS", Build.sparkOptions()), // for its pods, too
                Build.standIn(
                        Build.KUBERNETES,
                        "org.sparksg.clusters.kubernetes.FakeKubernetes",
                        folder.toString(),
                        Build.SPARK_HOME.toString()));
        url = Ready.await(folder.resolve("ready"), server, START);
    }

    @Override
    public String master() {
        return "k8s://" + url;
    }

    @Override
    public List<String> options(Mode mode) {
        deleted = false;
        List<String> options = new ArrayList<>(List.of(
                "--conf",
                "spark.kubernetes.container.image=none",
                "--conf",
                "spark.kubernetes.executor.apiPollingInterval=5s"));
        String pods = mode == Mode.CLUSTER ? "driver" : "executor";
        options.addAll(List.of(
                "--conf", "spark.kubernetes." + pods + ".podTemplateFile=" + Manifests.FOLDER.resolve(pods + ".yaml")));
        if (mode == Mode.CLUSTER) {
            options.addAll(List.of("--conf", "spark.kubernetes.report.interval=500ms"));
            options.addAll(List.of("--conf", "spark.kubernetes.file.upload.path=" + folder.resolve("uploads")));
        }
        return options;
    }

    @Override
    public String folder() {
        return folder.resolve("work").toString();
    }

    private String pods() {
        return url + "/api/v1/namespaces/default/pods";
    }

    private Optional<JsonNode> driver() throws IOException, InterruptedException {
        return StreamSupport.stream(Http.json(pods()).path("items").spliterator(), false)
                .filter(pod -> pod.path("metadata")
                        .path("labels")
                        .path("spark-role")
                        .asText()
                        .equals("driver"))
                .max(Comparator.comparing(
                        pod -> pod.path("metadata").path("creationTimestamp").asText()));
    }

    @Override
    public Optional<String> finalStatus() throws IOException, InterruptedException {
        return deleted
                ? Optional.of("DELETED")
                : driver().map(pod -> pod.path("status").path("phase").asText().toUpperCase(Locale.ROOT));
    }

    /** Spark waits for the end of the driver's pod, and takes no notice of how it ended. */
    @Override
    public boolean exitCodeTells(Mode mode) {
        return mode == Mode.CLIENT;
    }

    @Override
    public Optional<String> applicationName() throws IOException, InterruptedException {
        return driver().map(pod -> pod.path("metadata")
                .path("labels")
                .path("spark-app-name")
                .asText()
                .replaceFirst("^spark-sg-", "spark-sg "));
    }

    /** A driver outside of its pods is none of its business. */
    @Override
    public boolean kill() throws IOException, InterruptedException {
        Optional<JsonNode> driver = driver();
        if (driver.isPresent()) {
            String name = driver.get().path("metadata").path("name").asText();
            Http.send("DELETE", pods() + "/" + name, "", "application/json");
        }
        deleted = driver.isPresent();
        return deleted;
    }

    @Override
    public boolean isDriver(String command) {
        return command.contains("spark.kubernetes.driver.master=")
                && command.contains("org.apache.spark.deploy.SparkSubmit ");
    }

    /** As an operator does: a new pod of the same name and specification, for the driver looks for itself by its name. */
    @Override
    public void startDriverAgain() throws IOException, InterruptedException {
        ObjectNode pod = (ObjectNode) driver().orElseThrow();
        String name = pod.path("metadata").path("name").asText();
        Http.send("DELETE", pods() + "/" + name, "", "application/json");
        long end = System.nanoTime() + START.toNanos();
        while (Http.json(pods()).path("items").findValuesAsText("name").contains(name) && System.nanoTime() < end) {
            Thread.sleep(LOOK_MS);
        }
        ObjectNode metadata = (ObjectNode) pod.path("metadata");
        metadata.retain("labels", "annotations", "namespace", "name");
        pod.remove("status");
        Http.send("POST", pods(), pod.toString(), "application/json");
    }

    @Override
    public void close() {
        Ready.end(server);
    }
}
