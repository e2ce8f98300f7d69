package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Hash;

/** The order of streamed rows against a plain model of it that knows all rows at once. */
class ShardOrderTest {
    private static final long STREAM = 0x5348415244L;

    /** One table that is drawn from a seed: some shards have no row that is wanted. */
    private record Case(List<Shard> shards, IntPredicate taken, int window, long seed) {
        static Case of(int draw) {
            SplittableRandom random = new SplittableRandom(draw);
            List<Shard> shards = new ArrayList<>();
            int first = 0;
            for (int part = 0; part < 1 + random.nextInt(12); part++) {
                int rows = 1 + random.nextInt(draw % 3 == 0 ? 3 : 40);
                shards.add(new Shard(part, first, rows, 0, 0));
            }
            int rows = shards.stream().mapToInt(Shard::rows).sum();
            double share = rows > 10 && draw % 2 == 0 ? 0.3 : 0;
            IntPredicate taken = new HoldOut(share, draw).of(rows).negate();
            return new Case(shards, taken, 1 + random.nextInt(60), draw);
        }

        ShardOrder order() {
            return new ShardOrder(shards, taken, window, seed);
        }

        /** Returns the rows of the table in the order of an epoch, by the plainest means. */
        List<Integer> model(long epoch) {
            int[] order = Shuffle.inSequence(shards.size());
            Shuffle.shuffle(order, order.length, Hash.mix(Hash.mix(seed, STREAM), epoch));
            List<Integer> read = new ArrayList<>();
            for (int shard : order) {
                int before =
                        shards.subList(0, shard).stream().mapToInt(Shard::rows).sum();
                IntStream.range(before, before + shards.get(shard).rows())
                        .filter(taken)
                        .forEach(read::add);
            }
            List<Integer> all = new ArrayList<>();
            for (int from = 0, w = 0; from < read.size(); from += window, w++) {
                List<Integer> rows = read.subList(from, Math.min(from + window, read.size()));
                int[] within = Shuffle.inSequence(rows.size());
                Shuffle.shuffle(within, within.length, Hash.mix(Hash.mix(~Hash.mix(seed, STREAM), epoch), w));
                IntStream.of(within).forEach(at -> all.add(rows.get(at)));
            }
            return all;
        }

        /** Returns the rows from a window on, as a reader takes them. */
        List<Integer> read(ShardOrder order, long epoch, int firstWindow) {
            List<Integer> all = new ArrayList<>();
            ShardOrder.Walk walk = order.walk(epoch, firstWindow);
            int[] positions = new int[order.window()];
            for (int w = firstWindow; w < order.windows(); w++) {
                List<Integer> rows = new ArrayList<>();
                for (int i = 0; i < order.size(w); i++) {
                    assertFalse(walk.isDone());
                    int before = shards.subList(0, shards.indexOf(walk.shard())).stream()
                            .mapToInt(Shard::rows)
                            .sum();
                    rows.add(before + walk.row());
                    walk.advance();
                }
                order.arrange(epoch, w, positions);
                IntStream.of(positions).limit(rows.size()).forEach(at -> all.add(rows.get(at)));
            }
            assertTrue(walk.isDone());
            return all;
        }
    }

    @Test
    void orderIsThatOfThePlainModelInEveryEpochAndFromEveryWindowOn() {
        for (int draw = 0; draw < 400; draw++) {
            Case drawn = Case.of(draw);
            ShardOrder order = drawn.order();
            for (long epoch : new long[] {0, 1, 5}) {
                List<Integer> model = drawn.model(epoch);
                for (int w = 0; w < order.windows(); w++) {
                    assertEquals(
                            model.subList(w * order.window(), model.size()),
                            drawn.read(order, epoch, w),
                            "seed " + draw + ", epoch " + epoch + ", window " + w);
                }
            }
        }
    }

    @Test
    void everyWantedRowComesOnceInAnEpochAndNoOther() {
        for (int draw = 0; draw < 400; draw++) {
            Case drawn = Case.of(draw);
            int rows = drawn.shards().stream().mapToInt(Shard::rows).sum();
            List<Integer> wanted =
                    IntStream.range(0, rows).filter(drawn.taken()).boxed().toList();
            List<Integer> read = drawn.read(drawn.order(), 3, 0);
            assertEquals(wanted.size(), read.size(), "seed " + draw);
            assertEquals(new HashSet<>(wanted), new HashSet<>(read), "seed " + draw);
        }
    }

    @Test
    void epochsAndSeedsDiffer() {
        Case drawn = new Case(List.of(new Shard(0, 0, 50, 0, 0), new Shard(1, 0, 50, 0, 0)), row -> true, 20, 1);
        assertNotEquals(drawn.read(drawn.order(), 0, 0), drawn.read(drawn.order(), 1, 0));
        Case other = new Case(drawn.shards(), drawn.taken(), drawn.window(), 2);
        assertNotEquals(drawn.read(drawn.order(), 0, 0), other.read(other.order(), 0, 0));
    }

    @Test
    void withoutASeedRowsComeAsTheyStand() {
        Case drawn = Case.of(10);
        int rows = drawn.shards().stream().mapToInt(Shard::rows).sum();
        ShardOrder order = new ShardOrder(drawn.shards(), drawn.taken().negate(), 7, null);
        List<Integer> held =
                IntStream.range(0, rows).filter(drawn.taken().negate()).boxed().toList();
        assertEquals(held, new Case(drawn.shards(), drawn.taken().negate(), 7, 0).read(order, 0, 0));
    }

    /** Rows move within their shard's neighbours in the order: a window mixes as many shards as it covers. */
    @Test
    void aWindowOverSmallShardsMixesWhatWasSorted() {
        List<Shard> small = IntStream.range(0, 100)
                .mapToObj(part -> new Shard(part, 0, 100, 0, 0))
                .toList();
        List<Shard> one = List.of(new Shard(0, 0, 10_000, 0, 0));
        assertTrue(classesInFirstWindow(small) >= 5, "small shards");
        assertEquals(1, classesInFirstWindow(one), "one shard");
    }

    /** Of ten classes, sorted. */
    private static long classesInFirstWindow(List<Shard> shards) {
        Case sorted = new Case(shards, row -> true, 1000, 3);
        return sorted.read(sorted.order(), 0, 0).stream()
                .limit(1000)
                .map(row -> row / 1000)
                .distinct()
                .count();
    }
}
