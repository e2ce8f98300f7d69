package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Path;

class KubernetesClusterTest extends ClusterContract implements ReadyOnKubernetes {
    @Override
    Manager start(Path place) throws IOException, InterruptedException {
        return new Kubernetes(place);
    }

    @Override
    public Path place() {
        return folder.resolve("manager");
    }
}
