package io.freshet.learner.objective;

import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.GoldenCheck;
import io.freshet.model.testing.GoldenLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the golden files of objectives that tell the right item from others are compared with. */
final class NextItemChecks {
    private NextItemChecks() {}

    /** Item of a golden file to its check. */
    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("bert4rec_ce", GoldenLoss.of(NextItemChecks::softmaxWithBias));
        checks.put("infonce_logq", GoldenLoss.of(NextItemChecks::infoNceLogQ));
        checks.put("next_item_full_ce", GoldenLoss.of(NextItemChecks::fullSoftmax));
        checks.put("sampled_softmax_logq", GoldenLoss.of(NextItemChecks::sampledSoftmax));
        checks.put("sasrec_bce", GoldenLoss.of(NextItemChecks::sasRecBce));
        return checks;
    }

    private static Tensor fullSoftmax(GoldenLoss loss) {
        Tensor rows = loss.leaf("item_emb");
        Tensor none = loss.recorder().zeros(Shape.of(rows.dim(0)));
        return NextEvent.losses(loss.leaf("h"), rows, none, loss.index("target"))
                .mean();
    }

    private static Tensor softmaxWithBias(GoldenLoss loss) {
        Array maskIndex = loss.golden().input("mask_index");
        Array items = loss.golden().input("pos_items");
        Tensor output = loss.leaf("seq_output");
        long length = output.dim(1).constant();
        List<Long> places = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        for (int i = 0; i < maskIndex.values().length; i++) {
            if (maskIndex.values()[i] > 0) {
                long row = i / maskIndex.lengths()[1];
                places.add(row * length + (long) maskIndex.values()[i]);
                targets.add((long) items.values()[i]);
            }
        }
        Tensor context = output.reshape(output.dim(0).times(length), output.dim(2))
                .gatherRows(loss.recorder().intConstant(longs(places)));
        Tensor rows = loss.leaf("item_emb").slice(0, 0, (long) loss.parameter("n_items"));
        return NextEvent.losses(
                        context, rows, loss.leaf("out_bias"), loss.recorder().intConstant(longs(targets)))
                .mean();
    }

    private static Tensor sampledSoftmax(GoldenLoss loss) {
        Tensor prior = loss.constant("q").log().neg();
        return SampledSoftmax.losses(
                        loss.recorder(),
                        loss.leaf("h"),
                        loss.leaf("E"),
                        prior,
                        loss.index("target"),
                        loss.index("negatives"))
                .mean();
    }

    private static Tensor infoNceLogQ(GoldenLoss loss) {
        Tensor scores = loss.leaf("user").matMul(loss.leaf("item").transpose());
        Tensor logQ = loss.constant("q").log();
        Tensor hits = InfoNceLogQ.hits(loss.recorder(), loss.index("item_id"));
        Tensor none = hits.and(hits.not());
        double temperature = loss.parameter("temperature");
        loss.also(
                "loss_keep_hits",
                InfoNceLogQ.losses(loss.recorder(), scores, logQ, none, temperature)
                        .mean());
        return InfoNceLogQ.losses(loss.recorder(), scores, logQ, hits, temperature)
                .mean();
    }

    private static Tensor sasRecBce(GoldenLoss loss) {
        Tensor rows = loss.leaf("item_emb");
        Tensor places = loss.leaf("h");
        Tensor query = places.reshape(places.dim(0).times(places.dim(1)), places.dim(2));
        Tensor positive = loss.index("pos");
        Tensor negative = loss.index("neg");
        Tensor counted = positive.ne(0).toFloat();
        return SasRecBce.loss(query.dot(rows.gatherRows(positive)), query.dot(rows.gatherRows(negative)), counted)
                .add(SasRecBce.penalty(rows, loss.parameter("l2_emb")));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(value -> value).toArray();
    }
}
