package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** YARN, with HDFS. */
final class Yarn implements Manager {
    private static final Duration START = Duration.ofMinutes(3);

    private final Command servers;
    private final Path conf;
    private final String root;
    private final YarnClient client = YarnClient.createYarnClient();

    Yarn(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        servers = Command.start(
                folder.resolve("servers.log"),
                Map.of(),
                Build.standIn(Build.HADOOP, "org.sparksg.clusters.hadoop.MiniHadoop", folder.toString()));
        root = Ready.await(folder.resolve("ready"), servers, START);
        conf = folder.resolve("conf");
        YarnConfiguration settings = new YarnConfiguration();
        settings.addResource(conf.resolve("yarn-site.xml").toUri().toURL());
        client.init(settings);
        client.start();
    }

    @Override
    public String master() {
        return "yarn";
    }

    @Override
    public List<String> options(Mode mode) {
        return List.of(
                "--conf",
                "spark.yarn.jars=local:" + Build.SPARK_HOME + "/jars/*",
                "--conf",
                "spark.yarn.stagingDir=" + root + "/staging",
                "--conf",
                "spark.yarn.am.memory=512m",
                "--conf",
                "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
                "--conf",
                "spark.executorEnv.JAVA_TOOL_OPTIONS=" + Build.JVM_OPTIONS,
                "--conf",
                "spark.yarn.appMasterEnv.JAVA_TOOL_OPTIONS=" + Build.JVM_OPTIONS);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("HADOOP_CONF_DIR", conf.toString());
    }

    @Override
    public String folder() {
        return root + "/work";
    }

    private ApplicationReport newest() throws IOException {
        try {
            return client.getApplications().stream()
                    .max(Comparator.comparing(ApplicationReport::getApplicationId))
                    .orElseThrow();
        } catch (YarnException e) {
            throw new IOException(e);
        }
    }

    @Override
    public Optional<String> finalStatus() throws IOException {
        return Optional.of(newest().getFinalApplicationStatus().toString());
    }

    @Override
    public Optional<String> applicationName() throws IOException {
        return Optional.of(newest().getName());
    }

    @Override
    public boolean kill() throws IOException {
        try {
            client.killApplication(newest().getApplicationId());
            return true;
        } catch (YarnException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean isDriver(String command) {
        return command.contains("org.apache.spark.deploy.yarn.ApplicationMaster ") && command.startsWith("-server");
    }

    @Override
    public void close() {
        client.stop();
        Ready.end(servers);
    }
}
