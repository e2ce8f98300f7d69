package org.sparksg.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.storage.JsonChecksum;

/** The manifest as text for people and programs: stable order, snake case. */
final class ManifestJson {
    private static final String NAMES = "names";
    private static final String FACTS = "facts";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How errors call the text that is read. */
    private final Object source;

    ManifestJson(Object source) {
        this.source = source;
    }

    static String normalised(String json) {
        try {
            return JSON.readTree(json).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("network = " + json + ": must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    static byte[] write(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", Manifest.FORMAT);
        root.put("run", manifest.run());
        root.put("batch_id", manifest.batchId());
        root.put("epoch", manifest.epoch());
        root.put("attempt", manifest.attempt());
        root.put("created", manifest.created().toString());
        ArrayNode stages = root.putArray("stages");
        manifest.stages().forEach(stage -> write(stage, stages.addObject()));
        if (!manifest.names().equals(DataNames.NONE)) {
            root.set(NAMES, JSON.valueToTree(manifest.names()));
        }
        if (!manifest.facts().isEmpty()) {
            root.set(FACTS, JSON.valueToTree(manifest.facts()));
        }
        try {
            root.set("network", JSON.readTree(manifest.network()));
            JsonChecksum.put(root);
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
            return (text + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("manifest of batch " + manifest.batchId() + " as JSON", e);
        }
    }

    private static void write(Manifest.StageFile stage, ObjectNode to) {
        to.put("stage", stage.stage());
        to.put("file", stage.file());
        to.put("size", stage.size());
        to.put("crc32c", String.format("%08x", stage.crc()));
        to.put("first_layer", stage.firstLayer());
        to.put("end_layer", stage.endLayer());
    }

    /**
     * Reads a manifest.
     *
     * @throws CheckpointException if its format is not one that this library reads
     * @throws IllegalArgumentException if it is damaged
     */
    Manifest read(byte[] text) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(text, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + ": is not JSON: " + e.getOriginalMessage(), e);
        }
        int format = integer(root, "format");
        if (format != 1) {
            requireWhole(root);
        }
        if (format < 1 || format > Manifest.FORMAT) {
            throw new CheckpointException(Manifest.unsupported(source, format, Manifest.FORMAT));
        }
        List<Manifest.StageFile> stages = new ArrayList<>();
        required(root, "stages").forEach(stage -> stages.add(stage(stage)));
        return new Manifest(
                text(root, "run"),
                whole(root, "batch_id"),
                integer(root, "epoch"),
                integer(root, "attempt"),
                required(root, "network").toString(),
                names(root),
                facts(root),
                stages,
                instant(root, "created"));
    }

    private void requireWhole(JsonNode root) {
        if (root instanceof ObjectNode object) {
            JsonChecksum.trouble(object).ifPresent(trouble -> {
                throw new IllegalArgumentException(source + ": " + trouble);
            });
        }
    }

    /** Data without names, and older versions of the library, leave them out. */
    private DataNames names(JsonNode root) {
        JsonNode names = root.get(NAMES);
        try {
            return names == null ? DataNames.NONE : JSON.treeToValue(names, DataNames.class);
        } catch (JsonProcessingException e) {
            throw wrong(NAMES, names, "must be columns, label and classes");
        }
    }

    /** Older versions of the library leave them out. */
    private Map<String, String> facts(JsonNode root) {
        Map<String, String> facts = new TreeMap<>();
        JsonNode node = root.path(FACTS);
        node.fieldNames().forEachRemaining(name -> facts.put(name, text(node, name)));
        return facts;
    }

    private Manifest.StageFile stage(JsonNode node) {
        return new Manifest.StageFile(
                integer(node, "stage"),
                text(node, "file"),
                whole(node, "size"),
                Integer.parseUnsignedInt(text(node, "crc32c"), 16),
                integer(node, "first_layer"),
                integer(node, "end_layer"));
    }

    private JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException(source + ": has no key '" + key + "'");
        }
        return value;
    }

    private int integer(JsonNode node, String key) {
        return Math.toIntExact(whole(node, key));
    }

    private long whole(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw wrong(key, value, "must be a whole number");
        }
        return value.longValue();
    }

    private String text(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isTextual()) {
            throw wrong(key, value, "must be a text");
        }
        return value.textValue();
    }

    private Instant instant(JsonNode node, String key) {
        try {
            return Instant.parse(text(node, key));
        } catch (DateTimeException e) {
            throw wrong(key, node.get(key), "must be a time such as 2026-01-01T00:00:00Z");
        }
    }

    private IllegalArgumentException wrong(String key, JsonNode value, String rule) {
        return new IllegalArgumentException(source + ": " + key + " = " + value + ": " + rule);
    }
}
