package org.sparksg.clusters.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import okhttp3.mockwebserver.MockWebServer;

/**
 * A Kubernetes without containers, on the loopback: {@code FakeKubernetes FOLDER SPARK_HOME}. Writes the URL of its API into {@code
 * FOLDER/ready}. Ends with its standard input, and ends the processes of its pods then.
 *
 * <p>It schedules nothing, has no accounts, no network of its own, no images and no volumes but config maps.
 */
public final class FakeKubernetes {
    private FakeKubernetes() {}

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        Path sparkHome = Path.of(arguments[1]).toAbsolutePath();
        KubernetesMockServer server =
                new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new ApiServer(), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        String url = "http://127.0.0.1:" + server.getPort();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withNamespace("default")
                .build();
        try (KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(config).build();
                Kubelet kubelet = new Kubelet(client, url, folder.resolve("pods"), sparkHome)) {
            client.pods().inNamespace("default").watch(kubelet);
            Files.writeString(folder.resolve("ready"), url);
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0); // the server's threads would live on
    }
}
