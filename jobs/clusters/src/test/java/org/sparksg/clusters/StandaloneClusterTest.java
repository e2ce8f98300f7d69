package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Path;

class StandaloneClusterTest extends ClusterContract {
    @Override
    Manager start(Path place) throws IOException, InterruptedException {
        return new Standalone(place);
    }

    @Override
    boolean isUsual() {
        return false;
    }
}
