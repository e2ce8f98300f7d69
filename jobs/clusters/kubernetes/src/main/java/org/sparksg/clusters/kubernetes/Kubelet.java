package org.sparksg.clusters.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Starts a process for each pod, tells the API what becomes of it, and ends it when the pod is deleted. It is the only node and has no
 * labels: a pod that wants some stays pending.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {
    private static final int EDITS = 10;
    private static final int GRACE_S = 30; // as Kubernetes grants

    private final KubernetesClient client;
    private final PodProcess processes;
    private final Map<String, Process> running = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Kubelet(KubernetesClient client, String url, Path folder, Path sparkHome) {
        this.client = client;
        this.processes = new PodProcess(client, url, folder, sparkHome);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action == Action.DELETED) {
            seen.removeAll(Set.of(name, name + " ends")); // there may be a new one of that name
            threads.execute(() -> collect(pod.getMetadata().getUid()));
            return;
        }
        if (seen.add(name)) {
            if (pod.getSpec().getNodeSelector().isEmpty()) {
                threads.execute(() -> run(pod));
            } else {
                say(name + " fits on no node");
            }
        } else if (pod.getMetadata().getDeletionTimestamp() != null && seen.add(name + " ends")) {
            threads.execute(() -> end(name));
        }
    }

    /** Deletes the pods that a deleted one owned, as Kubernetes' garbage collector does: executors go with their driver. */
    private void collect(String owner) {
        client.pods().list().getItems().stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> reference.getUid().equals(owner)))
                .forEach(pod -> client.resource(pod).delete());
    }

    private void run(Pod pod) {
        String name = pod.getMetadata().getName();
        try {
            Process process = processes.start(pod);
            running.put(name, process);
            say(name + " runs as pid " + process.pid());
            update(name, status -> running());
            int code = process.waitFor();
            say(name + " ended with code " + code);
            update(name, status -> ended(pod, code));
        } catch (IOException | RuntimeException e) {
            say(name + " cannot be started: " + e);
            update(name, status -> ended(pod, 128));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String name) {
        try {
            Process process = running.get(name);
            if (process != null) {
                process.destroy();
                if (!process.waitFor(GRACE_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            edit(name, pod -> pod.getMetadata().getFinalizers().remove(ApiServer.FINALIZER));
            say(name + " is deleted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            say(name + " cannot be deleted: " + e);
        }
    }

    private static PodStatus running() {
        return new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .withStartTime(Instant.now().toString())
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
    }

    private static PodStatus ended(Pod pod, int code) {
        return new PodStatusBuilder()
                .withPhase(code == 0 ? "Succeeded" : "Failed")
                .withPodIP("127.0.0.1")
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(code == 0 ? "Completed" : "Error")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .build();
    }

    private void update(String name, UnaryOperator<PodStatus> change) {
        try {
            edit(name, pod -> pod.setStatus(change.apply(pod.getStatus())));
        } catch (RuntimeException e) { // deleted meanwhile
            say(name + " is not there any more: " + e.getMessage());
        }
    }

    /** Changes a pod, again if somebody else did so meanwhile. */
    private void edit(String name, Consumer<Pod> change) {
        for (int i = 0; ; i++) {
            try {
                client.pods().withName(name).edit(pod -> {
                    change.accept(pod);
                    return pod;
                });
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || i == EDITS) {
                    throw e;
                }
            }
        }
    }

    private static void say(String line) {
        System.out.println(Instant.now() + " " + line);
    }

    @Override
    public void onClose(WatcherException cause) {
        say("watches no more: " + cause);
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroyForcibly);
        threads.shutdownNow();
    }
}
