package org.sparksg.clusters.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS and YARN in one JVM, on the loopback: {@code MiniHadoop FOLDER}. Writes the settings of clients into {@code FOLDER/conf}, and {@code
 * FOLDER/ready} when they can come. Ends with its standard input, so that it never outlives whoever started it.
 */
public final class MiniHadoop {
    private static final int NODES = 2;
    private static final int NODE_MEMORY_MB = 6144;
    private static final int NODE_CORES = 4;
    private static final int START_MS = 60_000;

    private MiniHadoop() {}

    /** Starts both, and ends with the input, or when they do not start. */
    public static void main(String[] arguments) {
        try {
            serve(arguments);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // threads of theirs would live on
        }
    }

    private static void serve(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        System.setProperty("test.build.data", folder.resolve("data").toString());
        System.setProperty(
                MiniDFSCluster.PROP_TEST_BUILD_DATA, folder.resolve("dfs").toString());
        Path dfsFolder = folder.resolve("dfs");
        MiniDFSCluster dfs = new MiniDFSCluster.Builder(hdfs(), dfsFolder.toFile())
                .numDataNodes(1)
                .build();
        dfs.waitActive();
        String root = dfs.getFileSystem().getUri().toString();
        MiniYARNCluster yarn = new MiniYARNCluster("mini", 1, NODES, 1, 1);
        yarn.init(yarn(root));
        yarn.start();
        if (!yarn.waitForNodeManagersToConnect(START_MS)) {
            throw new IllegalStateException("node managers did not connect within " + START_MS + " ms");
        }
        writeClientSettings(Files.createDirectories(folder.resolve("conf")), root, yarn.getConfig());
        Files.writeString(folder.resolve("ready"), root);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0); // with all of both: their shutdown hooks tidy up
    }

    private static Configuration hdfs() {
        Configuration hdfs = new HdfsConfiguration();
        for (String service : List.of("address", "http.address", "ipc.address")) {
            hdfs.set("dfs.datanode." + service, "127.0.0.1:0");
        }
        return hdfs;
    }

    private static Configuration yarn(String root) {
        YarnConfiguration yarn = new YarnConfiguration();
        yarn.set("fs.defaultFS", root);
        for (String service : List.of("resourcemanager", "nodemanager")) {
            yarn.set("yarn." + service + ".hostname", "127.0.0.1");
            yarn.set("yarn." + service + ".bind-host", "127.0.0.1");
        }
        yarn.setInt("yarn.nodemanager.resource.memory-mb", NODE_MEMORY_MB);
        yarn.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, NODE_MEMORY_MB);
        yarn.setInt("yarn.nodemanager.resource.cpu-vcores", NODE_CORES);
        yarn.setInt("yarn.scheduler.minimum-allocation-mb", 128);
        yarn.setInt("yarn.scheduler.maximum-allocation-mb", NODE_MEMORY_MB);
        yarn.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        yarn.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
        yarn.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
        yarn.setInt(
                "yarn.nodemanager.delete.debug-delay-sec", 3600); // the logs of containers, for who looks at a failure
        yarn.setInt("yarn.resourcemanager.am.max-attempts", 2);
        yarn.setBoolean("yarn.log-aggregation-enable", false);
        return yarn;
    }

    /** Only what differs from a client's own defaults: those of the servers would lead it astray. */
    private static void writeClientSettings(Path conf, String root, Configuration live) throws IOException {
        Configuration core = new Configuration(false);
        core.set("fs.defaultFS", root);
        write(core, conf.resolve("core-site.xml"));
        Configuration site = new Configuration(false);
        for (Map.Entry<String, String> setting : live) {
            if (setting.getKey().startsWith("yarn.")) {
                site.set(setting.getKey(), live.getRaw(setting.getKey()));
            }
        }
        write(site, conf.resolve("yarn-site.xml"));
    }

    private static void write(Configuration settings, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.writeXml(out);
        }
    }
}
