package org.sparksg.clusters;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;

/** Of an operator's kind {@code sparkoperator.k8s.io/v1beta2}, the fields that the ready file uses. */
record SparkApplication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    record Spec(
            String type,
            String mode,
            String sparkVersion,
            String image,
            String mainClass,
            String mainApplicationFile,
            List<String> arguments,
            Map<String, String> sparkConf,
            RestartPolicy restartPolicy,
            Driver driver,
            Executor executor) {}

    record RestartPolicy(String type, int onFailureRetries, long onFailureRetryInterval) {}

    record Driver(
            int cores,
            String memory,
            String memoryOverhead,
            String serviceAccount,
            String javaOptions,
            Map<String, String> labels,
            PodTemplateSpec template) {}

    record Executor(
            int instances,
            int cores,
            String memory,
            String memoryOverhead,
            String javaOptions,
            Map<String, String> labels,
            PodTemplateSpec template) {}
}
