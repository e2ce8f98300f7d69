package org.sparksg.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.tensor.Shape;

/**
 * A network as JSON, as manifests and models keep it: what is needed to compute with stored weights. How weights were
 * initialised is not part of it.
 *
 * <pre>
 * {"input":[28,28,1],"layers":[{"kind":"dense","units":256,"bias":true},{"kind":"relu"}],"loss":"softmax-cross-entropy"}
 * </pre>
 */
public final class NetworkJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NetworkJson() {}

    /** Returns the JSON text of a network. */
    public static String write(Network network) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode input = root.putArray("input");
        for (int axis = 0; axis < network.input().rank(); axis++) {
            input.add(network.input().dim(axis));
        }
        if (network.ids() > 0) {
            root.put("ids", network.ids());
        }
        LayerJson.write(network.layers(), root.putArray("layers"));
        root.put("loss", network.loss().kind());
        return root.toString();
    }

    /**
     * Returns the network of a JSON text.
     *
     * @throws CheckpointException naming the part that is missing or unknown
     */
    public static Network read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            int[] input = new int[require(root, "input").size()];
            for (int axis = 0; axis < input.length; axis++) {
                input[axis] = root.get("input").get(axis).asInt();
            }
            return new Network(
                    Shape.of(input),
                    root.path("ids").asInt(0),
                    LayerJson.read(require(root, "layers")),
                    loss(require(root, "loss").asText()));
        } catch (IOException e) {
            throw new CheckpointException("network is no JSON: " + text, e);
        }
    }

    private static Loss loss(String kind) {
        return switch (kind) {
            case "softmax-cross-entropy" -> new SoftmaxCrossEntropy();
            case "squared-error" -> new SquaredError();
            default -> throw new CheckpointException("loss " + kind + ": unknown: update the library");
        };
    }

    static JsonNode require(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new CheckpointException("network lacks " + field + ": " + node);
        }
        return value;
    }
}
