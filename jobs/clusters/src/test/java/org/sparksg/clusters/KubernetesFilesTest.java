package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code conf/kubernetes} are well formed, and of one mind about names, ports and folders. */
class KubernetesFilesTest {
    private static final String RUN = "run.conf";
    private static final String APPLICATION = "spark-application.yaml";
    private static final String LABEL = "spark-sg-run";

    /** Returns what a conf file of the folder sets a key to. */
    private static String value(String key) throws IOException {
        String text = Files.readString(Manifests.FOLDER.resolve(RUN));
        Matcher found = Pattern.compile("(?m)^ *" + Pattern.quote(key) + " = \"?([^\"\\n]+)\"?$")
                .matcher(text);
        assertTrue(found.find(), key);
        return found.group(1);
    }

    @Test
    void fieldThatKubernetesDoesNotKnowIsNoticed() {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("spec").put("restartPolice", "Never");
        assertThrows(AssertionError.class, () -> Manifests.typed(pod, Pod.class));
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        labels.putObject("metadata").putObject("labels").put("release", 1);
        assertThrows(AssertionError.class, () -> Manifests.typed(labels, Pod.class));
    }

    @ParameterizedTest
    @CsvSource({"driver.yaml, spark-kubernetes-driver", "executor.yaml, spark-kubernetes-executor"})
    void podTemplateNamesSparksContainerAndRunsAsNobodySpecial(String file, String name) throws IOException {
        Pod pod = Manifests.only(file, Pod.class);
        assertEquals("v1", pod.getApiVersion());
        assertTrue(pod.getSpec().getSecurityContext().getRunAsNonRoot());
        assertEquals(1, pod.getSpec().getContainers().size());
        Container container = pod.getSpec().getContainers().get(0);
        assertEquals(name, container.getName());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertEquals(
                List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver", "executor"})
    void nativeLibrariesAreUnpackedIntoTheVolumeOfTheTemplate(String role) throws IOException {
        PodSpec pod = Manifests.only(role + ".yaml", Pod.class).getSpec();
        var mount = pod.getContainers().get(0).getVolumeMounts().get(0);
        assertEquals("-Dorg.bytedeco.javacpp.cachedir=" + mount.getMountPath(), value(role + ".extraJavaOptions"));
        var volume = pod.getVolumes().get(0);
        assertEquals(mount.getName(), volume.getName());
        assertEquals("1Gi", volume.getEmptyDir().getSizeLimit().toString());
        assertEquals("conf/kubernetes/" + role + ".yaml", value(role + ".podTemplateFile"));
    }

    @Test
    void accountOfTheDriverHasTheRole() throws IOException {
        assertEquals(3, Manifests.count("rbac.yaml"));
        ServiceAccount account =
                Manifests.read("rbac.yaml", ServiceAccount.class).get(0);
        Role role = Manifests.read("rbac.yaml", Role.class).get(0);
        RoleBinding binding = Manifests.read("rbac.yaml", RoleBinding.class).get(0);
        assertEquals(account.getMetadata().getName(), value("authenticate.driver.serviceAccountName"));
        assertEquals(account.getMetadata().getNamespace(), value("namespace"));
        assertEquals(role.getMetadata().getName(), binding.getRoleRef().getName());
        assertEquals(
                account.getMetadata().getName(), binding.getSubjects().get(0).getName());
        assertEquals(
                account.getMetadata().getNamespace(),
                binding.getSubjects().get(0).getNamespace());
        for (String namespace :
                List.of(role.getMetadata().getNamespace(), binding.getMetadata().getNamespace())) {
            assertEquals(account.getMetadata().getNamespace(), namespace);
        }
    }

    /** Nothing by a star, nothing that gives more rights, no secrets of the namespace. */
    @Test
    void roleGrantsWhatSparkMakesAndNoMore() throws IOException {
        for (Role role : Manifests.read("rbac.yaml", Role.class)) {
            role.getRules().forEach(rule -> assertEquals(List.of(""), rule.getApiGroups()));
        }
        for (String right : Rights.granted()) {
            assertTrue(
                    right.matches("(pods|services|configmaps|persistentvolumeclaims)"
                            + " (create|delete|deletecollection|get|list|patch|watch)"),
                    right);
        }
    }

    /** Returns which ports of the pods of a role are open, and to which labels. */
    private static Map<String, String> open(String role) throws IOException {
        Map<String, String> open = new TreeMap<>();
        for (NetworkPolicy policy : Manifests.read("network-policy.yaml", NetworkPolicy.class)) {
            assertEquals(List.of("Ingress"), policy.getSpec().getPolicyTypes());
            Map<String, String> pods = policy.getSpec().getPodSelector().getMatchLabels();
            assertEquals(value("name"), pods.get(LABEL));
            if (pods.get("spark-role").equals(role)) {
                for (NetworkPolicyIngressRule rule : policy.getSpec().getIngress()) {
                    rule.getPorts().forEach(port -> open.put(ports(port), peer(rule)));
                }
            }
        }
        return open;
    }

    private static String ports(NetworkPolicyPort port) {
        assertEquals("TCP", port.getProtocol());
        int first = port.getPort().getIntVal();
        return port.getEndPort() == null ? Integer.toString(first) : first + "-" + port.getEndPort();
    }

    private static String peer(NetworkPolicyIngressRule rule) {
        assertEquals(1, rule.getFrom().size());
        var peer = rule.getFrom().get(0);
        return peer.getPodSelector() != null
                ? new TreeMap<>(peer.getPodSelector().getMatchLabels()).toString()
                : "namespace " + peer.getNamespaceSelector().getMatchLabels();
    }

    @Test
    void policyOpensTheVeryPortsThatTheRunUses() throws IOException {
        assertEquals(
                Manifests.count("network-policy.yaml"),
                Manifests.read("network-policy.yaml", NetworkPolicy.class).size());
        String run = LABEL + "=" + value("name");
        String executors = "{spark-role=executor, " + run + "}";
        assertEquals(
                Map.of(value("transport.ports"), executors, value("blockManager.port"), "{" + run + "}"),
                open("executor"));
        assertEquals(
                Map.of(
                        value("driver.port"),
                        executors,
                        value("driver.blockManager.port"),
                        executors,
                        value("ui.port"),
                        "namespace {kubernetes.io/metadata.name=monitoring}"),
                open("driver"));
        for (String role : List.of("driver", "executor")) {
            assertEquals("${name}", value(role + ".label." + LABEL));
        }
    }

    @Test
    void operatorStartsWhatTheLauncherStarts() throws IOException {
        SparkApplication application = Manifests.only(APPLICATION, SparkApplication.class);
        SparkApplication.Spec spec = application.spec();
        assertEquals("sparkoperator.k8s.io/v1beta2", application.apiVersion());
        assertEquals(value("namespace"), application.metadata().getNamespace());
        assertEquals(value("container.image"), spec.image());
        assertEquals(
                value("authenticate.driver.serviceAccountName"), spec.driver().serviceAccount());
        assertTrue(spec.arguments().contains("transport.ports=" + value("transport.ports")));
        assertTrue(spec.arguments().contains("output.directory=" + value("output.directory")));
        for (String key : List.of(
                "driver.port",
                "driver.blockManager.port",
                "blockManager.port",
                "ui.port",
                "authenticate",
                "network.crypto.enabled")) {
            assertEquals(value(key), spec.sparkConf().get("spark." + key));
        }
        Map<String, String> labels = Map.of(LABEL, value("name"));
        assertEquals(labels, spec.driver().labels());
        assertEquals(labels, spec.executor().labels());
        assertTrue(spec.driver().javaOptions().endsWith(" " + value("driver.extraJavaOptions")));
        assertEquals(value("executor.extraJavaOptions"), spec.executor().javaOptions());
        assertTrue(Files.readString(Manifests.FOLDER.resolve("../quickstart.conf"))
                .contains("\nstages = " + spec.executor().instances() + "\n"));
    }

    @Test
    void operatorHasTheSamePodsAndTheDriverItsConfFile() throws IOException {
        SparkApplication.Spec spec =
                Manifests.only(APPLICATION, SparkApplication.class).spec();
        assertEquals(
                Manifests.only("executor.yaml", Pod.class).getSpec(),
                spec.executor().template().getSpec());
        PodSpec driver = Manifests.only("driver.yaml", Pod.class).getSpec();
        assertEquals(
                new PodSpecBuilder(driver)
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("conf")
                        .withMountPath("/etc/spark-sg")
                        .endVolumeMount()
                        .endContainer()
                        .addNewVolume()
                        .withName("conf")
                        .withNewConfigMap()
                        .withName("spark-sg-conf")
                        .endConfigMap()
                        .endVolume()
                        .build(),
                spec.driver().template().getSpec());
        assertTrue(spec.arguments().contains("/etc/spark-sg/quickstart.conf"));
    }
}
