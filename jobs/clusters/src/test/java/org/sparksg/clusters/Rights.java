package org.sparksg.clusters;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What accounts may do with Kubernetes, and what was asked of it, both as {@code resource verb}. */
final class Rights {
    private static final Pattern REQUEST =
            Pattern.compile("received request: ([A-Z]+) /api/v1/namespaces/[^/ ]+/([a-z]+)(/[^? ]+)?(\\?[^ ]*)? HTTP");

    private Rights() {}

    /** Returns what the role of the ready files grants. */
    static Set<String> granted() throws IOException {
        Set<String> granted = new TreeSet<>();
        for (Role role : Manifests.read("rbac.yaml", Role.class)) {
            for (PolicyRule rule : role.getRules()) {
                for (String resource : rule.getResources()) {
                    rule.getVerbs().forEach(verb -> granted.add(resource + " " + verb));
                }
            }
        }
        return granted;
    }

    /** Returns what was asked of the stand-in for an API server, by the applications and by its own kubelet. */
    static Set<String> asked(Path log) throws IOException {
        return REQUEST.matcher(Files.readString(log))
                .results()
                .map(request -> request.group(2) + " " + verb(request))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As the reference of the API's authorization has it. */
    private static String verb(MatchResult request) {
        boolean named = request.group(3) != null;
        String query = String.valueOf(request.group(4));
        return switch (request.group(1)) {
            case "GET" -> query.contains("watch=true") ? "watch" : named ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> throw new AssertionError(request.group());
        };
    }
}
