package io.freshet.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Shop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed to Flink. The build gives tests the environment variable FRESHET_TEST_SECRET. */
class JobGraphTest {
    private static final PipelineText SECURED = new PipelineText(Shop.YAML, "shop.yaml", new TreeMap<>())
            .at("broker:9093", "https://${env:FRESHET_TEST_SECRET}@registry:8443")
            .with("kafka.security", "{protocol: sasl-ssl, username: freshet, password: '${env:FRESHET_TEST_SECRET}'}");

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingInItIsLeftToKryo(int trainers) {
        StreamGraph graph = graph(trainers);

        assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
        List<TypeSerializer<?>> serializers = new ArrayList<>();
        for (StreamNode node : graph.getStreamNodes()) {
            serializers.addAll(Arrays.asList(node.getTypeSerializersIn()));
            serializers.add(node.getTypeSerializerOut());
            serializers.add(node.getStateKeySerializer());
        }
        serializers.removeIf(Objects::isNull);
        assertThat(serializers).hasSizeGreaterThan(5).noneMatch(KryoSerializer.class::isInstance);
    }

    @Test
    void itHoldsSecretsByNameOnly() throws Exception {
        byte[] job = InstantiationUtil.serializeObject(graph(1).getJobGraph());
        String text = new String(job, StandardCharsets.ISO_8859_1);

        assertThat(text).contains("${env:FRESHET_TEST_SECRET}");
        assertThat(text).doesNotContain(System.getenv("FRESHET_TEST_SECRET"));
    }

    @Test
    void trainersCanBecomeMoreWhereRowsAreWithinTheRest() {
        assertThat(trainer(graph(2)).getParallelism()).isEqualTo(2);
        assertThat(trainer(graph(2)).getMaxParallelism()).isGreaterThan(2);
        assertThat(trainer(graph(1)).getMaxParallelism()).isEqualTo(1);
    }

    private static StreamNode trainer(StreamGraph graph) {
        return graph.getStreamNodes().stream()
                .filter(node -> node.getOperatorName().equals("train"))
                .findFirst()
                .orElseThrow();
    }

    private static StreamGraph graph(int trainers) {
        PipelineText pipeline = SECURED.with("learner.trainers", Integer.toString(trainers));
        LearnerPlan plan = LearnerPlan.of(pipeline, "file:/snapshots");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                plan.checkpoint().toFlink());
        LearnerJob.build(env, plan);
        return env.getStreamGraph();
    }
}
