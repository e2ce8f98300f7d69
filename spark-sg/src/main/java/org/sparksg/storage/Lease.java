package org.sparksg.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change a folder, which one process at a time has. It is claimed by the creation of the owner's file with the next
 * number, and kept by a sign of life every few seconds. Who finds a higher number than its own has lost the folder, and must not
 * change it any more: {@link #require} before every change.
 *
 * <p>Exactly one of several claimants wins on local disks, HDFS, and stores that create a file only where there is none (Google's
 * and Azure's connectors). On S3 two claims within a second may both seem to win; the later one's file stays, and the other loses
 * the folder with its next sign of life.
 *
 * <p>Safe for use by several threads; owns one daemon thread.
 */
public final class Lease implements AutoCloseable {
    /** How long an owner may give no sign of life until others may take its folder. */
    public static final Duration TERM = Duration.ofSeconds(30);

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final Owners owners;
    private final Duration beat;
    private final Optional<Owner> former;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::live, "spark-sg-lease");
    private Owner own; // changed by the thread alone, until it has ended
    private volatile boolean lost;

    /** {@code former}: who had the folder, if that one may live. */
    private Lease(Owners owners, Owner own, Optional<Owner> former, Duration beat) {
        this.owners = owners;
        this.own = own;
        this.former = former;
        this.beat = beat;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Claims a folder, which need not exist.
     *
     * @param takeOver whether to take it from an owner that lives
     * @throws HeldException if it has an owner that lives, or if another claim was faster
     */
    public static Lease claim(Configuration hadoop, Path folder, Claimant claimant, boolean takeOver)
            throws IOException {
        return claim(new Owners(hadoop, folder), claimant, takeOver, BEAT);
    }

    static Lease claim(Owners owners, Claimant claimant, boolean takeOver, Duration beat) throws IOException {
        Optional<Owner> last = owners.last();
        Optional<Lease> lease = follow(owners, last, claimant, takeOver, beat);
        if (lease.isEmpty()) {
            Owner faster = owners.last().orElse(Owner.unknown(number(last)));
            throw new HeldException(owners.folder(), faster, Duration.ZERO);
        }
        return lease.get();
    }

    /**
     * Claims a folder that another process of the same submission had before, and this one never.
     *
     * @param takeOver whether to take it from such a process though that one lives; from others it is not taken
     * @return empty if there was no such process
     * @throws HeldException if it has an owner that lives
     */
    public static Optional<Lease> inherit(Configuration hadoop, Path folder, Claimant heir, boolean takeOver)
            throws IOException {
        Owners owners = new Owners(hadoop, folder);
        while (true) {
            List<Owner> all = owners.all();
            if (!isLeft(all, heir.submission())) {
                return Optional.empty();
            }
            Owner last = all.get(all.size() - 1);
            boolean taken = takeOver && last.isOf(heir.submission());
            Optional<Lease> lease = follow(owners, Optional.of(last), heir, taken, BEAT);
            if (lease.isPresent()) { // else another claim was faster, which the next look sees
                return lease;
            }
        }
    }

    /** Returns whether there is something to {@link #inherit}. */
    public static boolean isLeft(Configuration hadoop, Path folder, Optional<String> submission) throws IOException {
        return isLeft(new Owners(hadoop, folder).all(), submission);
    }

    private static boolean isLeft(List<Owner> all, Optional<String> submission) {
        return all.stream().anyMatch(owner -> owner.isOf(submission))
                && all.stream().noneMatch(Owner::isHere);
    }

    /** Comes right after an owner; returns empty if another claim was faster. */
    private static Optional<Lease> follow(
            Owners owners, Optional<Owner> last, Claimant claimant, boolean takeOver, Duration beat)
            throws IOException {
        if (!takeOver) {
            requireFree(owners, last);
        }
        Owner own = Owner.here(number(last), claimant);
        if (!owners.create(own)) {
            return Optional.empty();
        }
        if (!takeOver && last.isPresent()) { // one that lives may be about to use what is there
            tidyAfter(owners, last.get());
        }
        Optional<Owner> former = last.filter(owner -> takeOver && !owner.ended() && !owner.isGone());
        return Optional.of(new Lease(owners, own, former, beat));
    }

    private static long number(Optional<Owner> last) {
        return last.map(Owner::number).orElse(0L) + 1;
    }

    private static void tidyAfter(Owners owners, Owner gone) {
        try {
            owners.tidyAfter(gone);
        } catch (IOException e) { // nobody reads it
            LOG.debug("{}: what {} left stays there", owners.folder(), gone, e);
        }
    }

    /**
     * Checks that a folder could be claimed.
     *
     * @throws HeldException if it has an owner that lives
     */
    public static void requireFree(Configuration hadoop, Path folder) throws IOException {
        Owners owners = new Owners(hadoop, folder);
        requireFree(owners, owners.last());
    }

    private static void requireFree(Owners owners, Optional<Owner> last) throws IOException {
        if (last.isEmpty() || last.get().ended() || last.get().isGone()) {
            return;
        }
        Duration silence = owners.silence(last.get());
        if (silence.compareTo(TERM) <= 0) {
            throw new HeldException(owners.folder(), last.get(), silence);
        }
        LOG.warn(
                "{} has given no sign of life for {} s: taking {} over",
                last.get(),
                silence.toSeconds(),
                owners.folder());
    }

    /** Returns what lets others check, on other machines, that this lease still holds. */
    public Fence fence() {
        return new Fence(owners.folder().toString(), own.number(), own.token());
    }

    /** Returns whether the loss was noticed already: costs nothing. */
    public boolean isLost() {
        return lost;
    }

    /**
     * Checks that the folder is still this process's own.
     *
     * @throws LostLeaseException naming who has it
     * @throws UncheckedIOException if the file system does not say
     */
    public void require() {
        fence().check(owners);
    }

    /**
     * Lets whoever lost the folder end a change that it had checked before: it notices the loss with its next sign of life, if it is not
     * stopped. Returns at once where nobody lost it.
     *
     * @param news hears who is waited for, and how long
     */
    public void letFormerOwnerEnd(Consumer<String> news) throws InterruptedException {
        if (former.isPresent()) {
            long ms = 2 * beat.toMillis();
            news.accept("waits " + ms / 1000 + " s, in which " + former.get() + " notices that it has lost "
                    + owners.folder());
            Thread.sleep(ms);
        }
    }

    private void live() {
        try {
            while (!lost && !closing.await(beat.toNanos(), TimeUnit.NANOSECONDS)) {
                beat();
            }
        } catch (InterruptedException e) { // nobody does
            LOG.warn("{}: gives no more signs of life", owners.folder());
        }
    }

    private void beat() {
        try {
            if (!owners.isLast(own.number(), own.token())) {
                lost = true;
                return;
            }
            own = own.beat();
            owners.write(own);
        } catch (IOException | RuntimeException | FSError e) { // the next beat may do
            LOG.warn("{}: no sign of life could be given: {}", owners.folder(), e.getMessage());
        }
    }

    /** Gives the folder up, so that others need not wait. */
    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = Thread.interrupted(); // an interrupted thread cannot write
        try {
            thread.join(BEAT.toMillis());
            if (!thread.isAlive() && owners.isLast(own.number(), own.token())) {
                owners.write(own.end());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{}: could not be given up, it is free in {} s: {}",
                    owners.folder(),
                    TERM.toSeconds(),
                    e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
