package org.sparksg.clusters.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import okhttp3.Headers;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * The API of a cluster, in memory, with what the library's own lacks: server-side apply of an object that is new, the phase of a new pod,
 * and pods that are deleted only when their kubelet has ended them.
 */
final class ApiServer extends KubernetesCrudDispatcher {
    /** Holds a deleted pod, with its time of deletion, until the kubelet takes this away. */
    static final String FINALIZER = "sparksg.org/kubelet";

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = plain(request);
        if (request.getMethod().equals("PATCH") && contentType(request).contains("apply-patch")) {
            return apply(request, path);
        }
        if (request.getMethod().equals("POST") && path.endsWith("/pods")) {
            Pod pod = Serialization.unmarshal(request.getBody().clone().readUtf8(), Pod.class);
            Pod accepted = new PodBuilder(pod)
                    .editMetadata()
                    .addToFinalizers(FINALIZER)
                    .endMetadata()
                    .withNewStatus()
                    .withPhase("Pending")
                    .endStatus()
                    .build();
            Buffer body = new Buffer().writeUtf8(Serialization.asJson(accepted));
            return super.dispatch(copy(request, "POST", path, body, "application/json"));
        }
        return super.dispatch(request);
    }

    private MockResponse apply(RecordedRequest request, String path) {
        MockResponse found = super.dispatch(copy(request, "GET", path, new Buffer(), null));
        Buffer body = request.getBody().clone();
        return found.getStatus().contains(" 404 ")
                ? super.dispatch(
                        copy(request, "POST", path.substring(0, path.lastIndexOf('/')), body, "application/json"))
                : super.dispatch(copy(request, "PATCH", path, body, "application/merge-patch+json"));
    }

    private static String plain(RecordedRequest request) {
        return request.getPath().replaceAll("\\?.*", "");
    }

    private static String contentType(RecordedRequest request) {
        return String.valueOf(request.getHeader("Content-Type"));
    }

    private static RecordedRequest copy(
            RecordedRequest request, String method, String path, Buffer body, String contentType) {
        Headers headers = contentType == null
                ? request.getHeaders()
                : request.getHeaders()
                        .newBuilder()
                        .set("Content-Type", contentType)
                        .build();
        String line = method + " " + path + " HTTP/1.1";
        return new RecordedRequest(line, headers, List.of(), body.size(), body, 0, new LoopbackSocket());
    }

    /** The library asks a request for its socket's addresses. */
    private static final class LoopbackSocket extends Socket {
        @Override
        public InetAddress getInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public InetAddress getLocalAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public int getLocalPort() {
            return 0;
        }
    }
}
