package org.sparksg.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Attention;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Curved;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.Flatten;
import org.sparksg.nn.GlobalAveragePool;
import org.sparksg.nn.GroupNorm;
import org.sparksg.nn.Identity;
import org.sparksg.nn.ImageRows;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.LayerNorm;
import org.sparksg.nn.Normalise;
import org.sparksg.nn.Padding;
import org.sparksg.nn.Pool;
import org.sparksg.nn.Positions;
import org.sparksg.nn.Recomputed;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Repeat;
import org.sparksg.nn.Residual;
import org.sparksg.nn.Sigmoid;
import org.sparksg.nn.Tanh;
import org.sparksg.nn.Transformer;

/** A layer as JSON: its kind, and the components of its record but for initializers. */
final class LayerJson {
    private static final String KIND = "kind";
    private static final Map<String, Class<? extends Layer>> KINDS = Map.ofEntries(
            Map.entry("dense", Dense.class),
            Map.entry("batch-norm", BatchNorm.class),
            Map.entry("relu", Relu.class),
            Map.entry("tanh", Tanh.class),
            Map.entry("sigmoid", Sigmoid.class),
            Map.entry("identity", Identity.class),
            Map.entry("dropout", Dropout.class),
            Map.entry("conv", Convolution.class),
            Map.entry("max-pool", Pool.class),
            Map.entry("average-pool", Pool.class),
            Map.entry("global-average-pool", GlobalAveragePool.class),
            Map.entry("flatten", Flatten.class),
            Map.entry("group-norm", GroupNorm.class),
            Map.entry("normalise", Normalise.class),
            Map.entry("layer-norm", LayerNorm.class),
            Map.entry("gelu", Curved.class),
            Map.entry("silu", Curved.class),
            Map.entry("leaky-relu", Curved.class),
            Map.entry("softplus", Curved.class),
            Map.entry("embedding", Embedding.class),
            Map.entry("rnn", Recurrent.class),
            Map.entry("lstm", Recurrent.class),
            Map.entry("gru", Recurrent.class),
            Map.entry("last-step", LastStep.class),
            Map.entry("image-rows", ImageRows.class),
            Map.entry("positions", Positions.class),
            Map.entry("attention", Attention.class),
            Map.entry("transformer", Transformer.class),
            Map.entry("residual", Residual.class),
            Map.entry("repeat", Repeat.class),
            Map.entry("recomputed", Recomputed.class));

    private LayerJson() {}

    static void write(Iterable<? extends Layer> layers, ArrayNode to) {
        layers.forEach(layer -> write(layer, to.addObject()));
    }

    private static void write(Layer layer, ObjectNode node) {
        node.put(KIND, layer.kind());
        for (RecordComponent component : layer.getClass().getRecordComponents()) {
            Object value = value(layer, component);
            if (value instanceof List<?> all) {
                ArrayNode list = node.putArray(component.getName());
                for (Object one : all) {
                    if (one instanceof Layer inner) {
                        write(inner, list.addObject());
                    } else {
                        list.add((Double) one);
                    }
                }
            } else if (value instanceof Integer number) {
                node.put(component.getName(), number);
            } else if (value instanceof Double number) {
                node.put(component.getName(), number);
            } else if (value instanceof Boolean flag) {
                node.put(component.getName(), flag);
            } else if (value instanceof Enum<?> constant) {
                node.put(component.getName(), constant.name());
            } else if (value instanceof Padding padding) {
                node.put(component.getName(), padding.places());
            }
        }
    }

    private static Object value(Layer layer, RecordComponent component) {
        try {
            return component.getAccessor().invoke(layer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(layer + ": " + component.getName(), e);
        }
    }

    static List<Layer> read(JsonNode list) {
        List<Layer> layers = new ArrayList<>();
        list.forEach(node -> layers.add(layer(node)));
        return layers;
    }

    private static Layer layer(JsonNode node) {
        String kind = NetworkJson.require(node, KIND).asText();
        Class<? extends Layer> type = KINDS.get(kind);
        if (type == null) {
            throw new CheckpointException("layer kind " + kind + ": unknown: update the library");
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> read(node, component))
                .toArray();
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new CheckpointException("layer " + node + ": " + e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(kind, e);
        }
    }

    private static Object read(JsonNode node, RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Initializer.class) {
            return Initializer.ZEROS;
        }
        JsonNode value = NetworkJson.require(node, component.getName());
        if (type == int.class) {
            return value.asInt();
        } else if (type == double.class) {
            return value.asDouble();
        } else if (type == boolean.class) {
            return value.asBoolean();
        } else if (type == Padding.class) {
            return new Padding(value.asInt());
        } else if (type == List.class) {
            boolean numbers = value.path(0).isNumber();
            return numbers ? numbers(value) : read(value);
        }
        return constant(type, value.asText());
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(name + ": unknown: update the library"));
    }
}
