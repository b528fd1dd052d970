package io.freshet.learner.job;

import io.freshet.config.ConfigException;
import io.freshet.learner.evaluate.Floors;
import io.freshet.learner.operator.CompactType;
import io.freshet.learner.operator.FloorsOperator;
import io.freshet.learner.operator.HistoryOperator;
import io.freshet.learner.operator.MetricsOfAll;
import io.freshet.learner.operator.SharedTrainOperator;
import io.freshet.learner.operator.TrainOperator;
import io.freshet.learner.training.Quarantined;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.model.feature.Lesson;
import io.freshet.schemas.message.DeltaCodec;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingCodec;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.ErasureReceiptCodec;
import io.freshet.schemas.message.MetricCodec;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelCodec;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.stream.Topics;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The learner as a Flink job: events, to histories, to training and floors, to embeddings, metrics and models. Every
 * operator has a uid, so that state finds its operator whatever is added around it.
 */
public final class LearnerJob {

    private static final int MAX_PARALLELISM = 128; // histories' key groups: fixed, since state is cut by them

    private static final int BATCH_BYTES = 128 << 10;
    private static final int USERS_MISTAKE = 2; // exit code

    private LearnerJob() {}

    /**
     * Submits the job to the Flink that runs this, such as {@code flink run -d -c io.freshet.learner.job.LearnerJob
     * learner.jar --pipeline shop.yaml --set publish.snapshots=s3://bucket/shop}. It goes on from the newest checkpoint of
     * this pipeline, unless {@code -s} names another.
     */
    public static void main(String[] args) throws Exception {
        try {
            LearnerPlan plan = LearnerPlan.of(JobArguments.parse(args), null);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                    plan.checkpoint().toFlink());
            String name = plan.training().model();
            env.configure(Resumption.of(env.getConfiguration(), plan.checkpoint(), name));
            build(env, plan);
            env.execute(name);
        } catch (ConfigException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USERS_MISTAKE);
        }
    }

    static void build(StreamExecutionEnvironment env, LearnerPlan plan) {
        PipelineText pipeline = plan.pipeline();
        StreamConfig stream = pipeline.stream();
        Topics topics = stream.topics();
        env.setParallelism(1);
        env.setMaxParallelism(MAX_PARALLELISM);

        SingleOutputStreamOperator<Lesson> lessons = events(env, plan, stream)
                .keyBy(EntityRecord::entity, Types.STRING)
                .process(new HistoryOperator(() -> featuriser(pipeline), plan.history()))
                .returns(CompactType.LESSON)
                .setParallelism(plan.parallelism())
                .uid("history")
                .name("history");

        SingleOutputStreamOperator<EmbeddingRecord> embeddings =
                plan.trainers() == 1 ? trainer(lessons, plan) : trainers(env, lessons, plan, stream);
        DataStream<MetricRecord> metrics = embeddings.getSideOutput(TrainOperator.METRICS);
        if (plan.trainers() > 1) {
            metrics = metrics.process(new MetricsOfAll(plan.trainers()))
                    .returns(CompactType.METRIC)
                    .uid("metrics-of-all")
                    .name("metrics-of-all");
        }

        embeddings.sinkTo(embeddingSink(plan, stream, topics)).uid("embeddings").name("embeddings");
        embeddings
                .getSideOutput(TrainOperator.MODELS)
                .sinkTo(modelSink(plan, stream, topics))
                .uid("models")
                .name("models");
        embeddings
                .getSideOutput(TrainOperator.RECEIPTS)
                .sinkTo(receiptSink(plan, stream, topics))
                .uid("erasures")
                .name("erasures");
        embeddings
                .getSideOutput(TrainOperator.QUARANTINED)
                .sinkTo(deadLetterSink(stream, topics))
                .uid("dead-letters")
                .name("dead-letters");
        if (plan.floors()) {
            metrics = metrics.union(floors(lessons, plan, stream));
        }
        metrics.sinkTo(metricSink(stream, topics)).uid("metrics").name("metrics");
    }

    private static SingleOutputStreamOperator<EmbeddingRecord> trainer(
            SingleOutputStreamOperator<Lesson> lessons, LearnerPlan plan) {
        SingleOutputStreamOperator<EmbeddingRecord> embeddings = lessons.transform(
                        "train", CompactType.EMBEDDING, new TrainOperator(plan.learners(), plan.training()))
                .uid("train");
        if (plan.checkpoint().incremental()) {
            embeddings.setMaxParallelism(1); // rows apart are one trainer's for good
            TrainOperator.keyed((OneInputTransformation<Lesson, EmbeddingRecord>) embeddings.getTransformation());
        }
        return embeddings;
    }

    /** Each with its own entities, and all with what all tell each other, in one order. */
    private static SingleOutputStreamOperator<EmbeddingRecord> trainers(
            StreamExecutionEnvironment env,
            SingleOutputStreamOperator<Lesson> lessons,
            LearnerPlan plan,
            StreamConfig stream) {
        DataStream<DeltaRecord> deltas = env.fromSource(
                        deltaSource(stream), WatermarkStrategy.noWatermarks(), "deltas", CompactType.DELTA)
                .uid("deltas-of-all");
        // sent by key, but no stream of keys: a trainer's state belongs to none
        DataStream<Lesson> byEntity = new DataStream<>(
                env, lessons.keyBy(Lesson::entity, Types.STRING).getTransformation());
        SingleOutputStreamOperator<EmbeddingRecord> embeddings = byEntity.connect(deltas.broadcast())
                .transform("train", CompactType.EMBEDDING, new SharedTrainOperator(plan.learners(), plan.training()))
                .setParallelism(plan.trainers())
                .uid("train");
        embeddings
                .getSideOutput(TrainOperator.DELTAS)
                .sinkTo(deltaSink(stream))
                .setParallelism(plan.trainers()) // each its own, so that a trainer's parts stay in order
                .uid("deltas")
                .name("deltas");
        return embeddings;
    }

    private static KafkaSource<DeltaRecord> deltaSource(StreamConfig stream) {
        return KafkaSource.<DeltaRecord>builder()
                .setProperties(clientProperties(stream))
                .setTopics(stream.topics().deltas())
                .setGroupId(stream.kafka().namespace() + "-learner-deltas")
                .setStartingOffsets(new SinceStart())
                .setDeserializer(new MessageReader<>(registry(stream), DeltaCodec::new, CompactType.DELTA))
                .build();
    }

    /** Nobody learns from a part twice, and others are to have it soon: no transactions. */
    private static KafkaSink<DeltaRecord> deltaSink(StreamConfig stream) {
        String topic = stream.topics().deltas();
        return LearnerJob.<DeltaRecord>sink(stream)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new RecordWriter<>(
                        topic, registry(stream), DeltaCodec::new, delta -> Integer.toString(delta.trainer())))
                .build();
    }

    /** Histories are in every process of the cluster, the trainer in one; the others get ready to take its place. */
    private static Featuriser featuriser(PipelineText pipeline) {
        Standby.begin();
        return new Featuriser(FeatureLayout.of(pipeline.stream()));
    }

    private static DataStream<MetricRecord> floors(
            SingleOutputStreamOperator<Lesson> lessons, LearnerPlan plan, StreamConfig stream) {
        boolean itemsComeAgain = stream.event().itemsComeAgain();
        return lessons.getSideOutput(HistoryOperator.VISITS)
                .transform(
                        "floors",
                        CompactType.METRIC,
                        new FloorsOperator(
                                () -> new Floors(Floors.Config.of(itemsComeAgain)),
                                plan.training().reportInterval()))
                .setMaxParallelism(1)
                .startNewChain() // a thread of its own: the trainer does not wait for baselines
                .uid("floors");
    }

    private static DataStream<EntityRecord> events(
            StreamExecutionEnvironment env, LearnerPlan plan, StreamConfig stream) {
        KafkaSource<EntityRecord> source = KafkaSource.<EntityRecord>builder()
                .setProperties(clientProperties(stream))
                .setTopics(stream.topics().events())
                .setGroupId(stream.kafka().namespace() + "-learner")
                // where there is state, its offsets; else the model is new, and so is every event to it
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new EventReader(plan.pipeline()))
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "events", CompactType.ENTITY_RECORD)
                .setParallelism(plan.parallelism())
                .uid("events");
    }

    private static KafkaSink<EmbeddingRecord> embeddingSink(LearnerPlan plan, StreamConfig stream, Topics topics) {
        return published(LearnerJob.<EmbeddingRecord>sink(stream), plan, topics.embeddings())
                .setRecordSerializer(new RecordWriter<>(
                                topics.embeddings(), registry(stream), EmbeddingCodec::new, EmbeddingRecord::key)
                        .withTombstones(EmbeddingRecord::isWithdrawn)
                        .besideEventsOf(EmbeddingRecord::entity))
                .build();
    }

    private static KafkaSink<ModelRecord> modelSink(LearnerPlan plan, StreamConfig stream, Topics topics) {
        return published(LearnerJob.<ModelRecord>sink(stream), plan, topics.models())
                .setRecordSerializer(
                        new RecordWriter<>(topics.models(), registry(stream), ModelCodec::new, ModelRecord::name))
                .build();
    }

    /** A receipt is seen no earlier than the end of the embedding that it tells of. */
    private static KafkaSink<ErasureReceipt> receiptSink(LearnerPlan plan, StreamConfig stream, Topics topics) {
        return published(LearnerJob.<ErasureReceipt>sink(stream), plan, topics.erasures())
                .setRecordSerializer(new RecordWriter<>(
                        topics.erasures(), registry(stream), ErasureReceiptCodec::new, ErasureReceipt::key))
                .build();
    }

    /** Metrics show progress between checkpoints, so they never wait for one. */
    private static KafkaSink<MetricRecord> metricSink(StreamConfig stream, Topics topics) {
        return LearnerJob.<MetricRecord>sink(stream)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(
                        new RecordWriter<>(topics.metrics(), registry(stream), MetricCodec::new, MetricRecord::name))
                .build();
    }

    private static KafkaSink<Quarantined> deadLetterSink(StreamConfig stream, Topics topics) {
        return LearnerJob.<Quarantined>sink(stream)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new DeadLetterWriter(topics.deadLetters(), topics.events()))
                .build();
    }

    private static <T> KafkaSinkBuilder<T> sink(StreamConfig stream) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(clientProperties(stream))
                .setProperty(ProducerConfig.LINGER_MS_CONFIG, "5")
                // Kafka's 16 KB hold a few vectors only, and requests are what costs
                .setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    }

    private static <T> KafkaSinkBuilder<T> published(KafkaSinkBuilder<T> sink, LearnerPlan plan, String topic) {
        PublishConfig publish = plan.publish();
        return sink.setDeliveryGuarantee(publish.delivery().guarantee())
                .setTransactionalIdPrefix(topic + ".learner")
                .setProperty(
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Long.toString(publish.transactionTimeout().toMillis()));
    }

    /** Where the brokers are and how to log in; secrets by name, for each process to look up. */
    private static Properties clientProperties(StreamConfig stream) {
        Properties properties = new Properties();
        properties.putAll(stream.kafka().clientProperties());
        return properties;
    }

    static String registry(StreamConfig stream) {
        return Objects.requireNonNull(stream.kafka().registry(), "kafka.registry is null");
    }
}
