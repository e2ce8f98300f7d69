package org.sparksg.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Identity;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Sigmoid;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Tanh;
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
        ArrayNode layers = root.putArray("layers");
        network.layers().forEach(layer -> write(layer, layers.addObject()));
        root.put("loss", network.loss().kind());
        return root.toString();
    }

    private static void write(Layer layer, ObjectNode node) {
        node.put("kind", layer.kind());
        if (layer instanceof Dense dense) {
            node.put("units", dense.units()).put("bias", dense.bias());
        } else if (layer instanceof BatchNorm norm) {
            node.put("momentum", norm.momentum()).put("epsilon", norm.epsilon());
        } else if (layer instanceof Dropout dropout) {
            node.put("rate", dropout.rate());
        }
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
            List<Layer> layers = new ArrayList<>();
            for (JsonNode layer : require(root, "layers")) {
                layers.add(layer(layer));
            }
            return new Network(
                    Shape.of(input), layers, loss(require(root, "loss").asText()));
        } catch (IOException e) {
            throw new CheckpointException("network is no JSON: " + text, e);
        }
    }

    private static Layer layer(JsonNode node) {
        String kind = require(node, "kind").asText();
        return switch (kind) {
            case "dense" ->
                new Dense(
                        require(node, "units").asInt(),
                        Initializer.ZEROS,
                        require(node, "bias").asBoolean());
            case "batch-norm" ->
                new BatchNorm(
                        require(node, "momentum").asDouble(),
                        require(node, "epsilon").asDouble());
            case "relu" -> new Relu();
            case "tanh" -> new Tanh();
            case "sigmoid" -> new Sigmoid();
            case "identity" -> new Identity();
            case "dropout" -> new Dropout(require(node, "rate").asDouble());
            default -> throw new CheckpointException("layer kind " + kind + ": unknown: update the library");
        };
    }

    private static Loss loss(String kind) {
        return switch (kind) {
            case "softmax-cross-entropy" -> new SoftmaxCrossEntropy();
            case "squared-error" -> new SquaredError();
            default -> throw new CheckpointException("loss " + kind + ": unknown: update the library");
        };
    }

    private static JsonNode require(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new CheckpointException("network lacks " + field + ": " + node);
        }
        return value;
    }
}
