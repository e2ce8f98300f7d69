package org.sparksg.storage;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A process that owns a folder, as its file there tells.
 *
 * @param number the number of the file: a higher one has taken over
 * @param token its own, to be told from another that believes to have the same number
 * @param name what it does there, for people, such as the id of a Spark application
 * @param host where it runs, for people
 * @param submission what a cluster manager starts it again with; empty if none does
 * @param machine tells, where it is not empty, whether a process number means the same here
 * @param pid its process number
 * @param born when the process began, so that another process of the same number is not taken for it
 * @param since when it became the owner
 * @param beats how often it has given a sign of life
 * @param ended whether it gave the folder up
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Owner(
        long number,
        String token,
        String name,
        String host,
        String submission,
        String machine,
        long pid,
        String born,
        String since,
        long beats,
        boolean ended) {

    /** Refuses what lacks something. Older versions wrote no submission. */
    Owner {
        submission = Objects.requireNonNullElse(submission, "");
        Stream.of(token, name, host, machine, born, since).forEach(Objects::requireNonNull);
    }

    /** Returns this process as an owner to be. */
    static Owner here(long number, Claimant claimant) {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(
                number,
                UUID.randomUUID().toString(),
                claimant.name(),
                claimant.host(),
                claimant.submission().orElse(""),
                thisMachine(),
                self.pid(),
                born(self),
                Instant.now().toString(),
                0,
                false);
    }

    /** Returns one of whom nothing is known: its file is empty or damaged. */
    static Owner unknown(long number) {
        return new Owner(number, "", "unknown", "an unknown host", "", "", 0, "", "an unknown time", 0, false);
    }

    Owner beat() {
        return new Owner(number, token, name, host, submission, machine, pid, born, since, beats + 1, ended);
    }

    Owner end() {
        return new Owner(number, token, name, host, submission, machine, pid, born, since, beats, true);
    }

    /** Returns whether it is of the same submission. */
    boolean isOf(Optional<String> submission) {
        return submission.filter(this.submission::equals).isPresent();
    }

    /** Returns whether it is this process. */
    boolean isHere() {
        ProcessHandle self = ProcessHandle.current();
        return pid == self.pid() && born.equals(born(self)) && machine.equals(thisMachine());
    }

    /** Returns whether it is certain that the process has ended: only on its own machine. */
    boolean isGone() {
        if (machine.isEmpty() || !machine.equals(thisMachine())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isEmpty() || !born(process.get()).equals(born);
    }

    private static String born(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Process numbers mean the same within one boot of a kernel and one namespace; elsewhere than on Linux nobody tells. */
    private static String thisMachine() {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return boot + "/" + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return "";
        }
    }

    /** Says it for people. */
    @Override
    public String toString() {
        return "pid " + pid + " on " + host + " (" + name + ", since " + since + ")";
    }
}
