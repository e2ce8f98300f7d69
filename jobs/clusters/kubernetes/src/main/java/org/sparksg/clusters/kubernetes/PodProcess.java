package org.sparksg.clusters.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the entry point of Spark's image does with the arguments of a pod, without the image. */
final class PodProcess {
    private static final String CONF = "/opt/spark/conf";
    private static final int CONFIG_MAP_LOOKS = 50;

    private final KubernetesClient client;
    private final String url;
    private final Path folder;
    private final Path sparkHome;

    /**
     * Prepares to start processes.
     *
     * @param url of the API, for drivers
     * @param folder gets a folder for each pod, with its log
     */
    PodProcess(KubernetesClient client, String url, Path folder, Path sparkHome) {
        this.client = client;
        this.url = url;
        this.folder = folder;
        this.sparkHome = sparkHome;
    }

    Process start(Pod pod) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(pod.getMetadata().getName()));
        Files.writeString(home.resolve("pod.yaml"), Serialization.asYaml(pod));
        Path conf = configuration(pod, Files.createDirectories(home.resolve("conf")));
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> environment = environment(container);
        List<String> arguments = container.getArgs();
        boolean driver = arguments.get(0).equals("driver");
        List<String> command = driver
                ? driver(arguments.subList(1, arguments.size()), conf)
                : executor(pod.getMetadata().getName(), environment, conf);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_"));
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_LOCAL_DIRS", home.resolve("local").toString()); // of a pod, a volume
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().put("SPARK_CONF_DIR", conf.toString());
        builder.environment()
                .merge(
                        "JAVA_TOOL_OPTIONS",
                        "-Djdk.net.hosts.file=" + hosts(pod, home),
                        (own, more) -> own + " " + more);
        return builder.start();
    }

    /** Services have names in the cluster's DNS; here all of them are this machine. */
    private Path hosts(Pod pod, Path home) throws IOException {
        String namespace = pod.getMetadata().getNamespace();
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        client.services().list().getItems().stream()
                .map(service -> service.getMetadata().getName())
                .forEach(name -> hosts.append("127.0.0.1 " + name + "." + namespace + ".svc " + name + "\n"));
        hosts.append("127.0.0.1 ").append(pod.getMetadata().getName()).append('\n');
        return Files.writeString(home.resolve("hosts"), hosts);
    }

    /** Writes the config maps that the pod mounts: Spark makes a driver's after the pod. */
    private Path configuration(Pod pod, Path conf) throws IOException, InterruptedException {
        for (Volume volume : Optional.ofNullable(pod.getSpec().getVolumes()).orElse(List.of())) {
            if (volume.getConfigMap() == null) {
                continue;
            }
            ConfigMap map = null;
            for (int i = 0; map == null && i < CONFIG_MAP_LOOKS; i++) {
                map = client.configMaps()
                        .withName(volume.getConfigMap().getName())
                        .get();
                if (map == null) {
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            Objects.requireNonNull(map, "config map " + volume.getConfigMap().getName());
            for (Map.Entry<String, String> file : map.getData().entrySet()) {
                Files.writeString(conf.resolve(file.getKey()), file.getValue());
            }
        }
        return conf;
    }

    /** References to fields of the pod ask for its address, of all that Spark uses. */
    private static Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : Optional.ofNullable(container.getEnv()).orElse(List.of())) {
            environment.put(
                    variable.getName(), Optional.ofNullable(variable.getValue()).orElse("127.0.0.1"));
        }
        return environment;
    }

    private List<String> driver(List<String> arguments, Path conf) {
        List<String> command = new ArrayList<>(List.of(
                sparkHome.resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.kubernetes.driver.master=" + url,
                "--deploy-mode",
                "client"));
        arguments.stream()
                .map(word -> word.startsWith(CONF + "/") ? conf + word.substring(CONF.length()) : word)
                .forEach(command::add);
        return command;
    }

    private List<String> executor(String pod, Map<String, String> environment, Path conf) {
        List<String> command = new ArrayList<>(List.of("java"));
        for (int i = 0; environment.containsKey("SPARK_JAVA_OPT_" + i); i++) {
            command.add(environment.get("SPARK_JAVA_OPT_" + i));
        }
        command.addAll(List.of(
                "-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"),
                "-cp",
                sparkHome + "/jars/*:" + conf,
                "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
                "--driver-url",
                environment.get("SPARK_DRIVER_URL"),
                "--executor-id",
                environment.get("SPARK_EXECUTOR_ID"),
                "--cores",
                environment.get("SPARK_EXECUTOR_CORES"),
                "--app-id",
                environment.get("SPARK_APPLICATION_ID"),
                "--hostname",
                "127.0.0.1",
                "--resourceProfileId",
                environment.get("SPARK_RESOURCE_PROFILE_ID"),
                "--podName",
                pod));
        return command;
    }
}
