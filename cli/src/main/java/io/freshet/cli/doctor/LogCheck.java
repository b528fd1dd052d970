package io.freshet.cli.doctor;

import io.freshet.cli.run.PipelineTopics;
import io.freshet.learner.job.PublishConfig;
import io.freshet.schemas.stream.StreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The brokers, and the pipeline's topics on them. */
final class LogCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String TRANSACTION_TIMEOUT = "transaction.max.timeout.ms";

    private final StreamConfig stream;
    private final PublishConfig publish;

    LogCheck(StreamConfig stream, PublishConfig publish) {
        this.stream = stream;
        this.publish = publish;
    }

    List<Finding> findings() {
        String servers = String.valueOf(stream.kafka().bootstrapServers());
        Map<String, Object> properties = stream.kafka().clientProperties();
        properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        properties.put("request.timeout.ms", (int) PATIENCE.toMillis());
        try (Admin admin = Admin.create(properties)) {
            Collection<Node> nodes = get(admin.describeCluster().nodes());
            List<Finding> findings = new ArrayList<>();
            findings.add(Finding.ok("brokers", nodes.size() + " at " + servers));
            findings.addAll(brokers(nodes, admin));
            findings.addAll(topics(admin));
            return findings;
        } catch (KafkaException | TimeoutException e) {
            String todo =
                    "is it running, is kafka.bootstrap-servers its address, and kafka.security how it wants to be asked?";
            return List.of(Finding.fault("brokers", "answer at " + servers, reason(e), todo));
        }
    }

    private List<Finding> brokers(Collection<Node> nodes, Admin admin) throws TimeoutException {
        List<Finding> findings = new ArrayList<>();
        int replication = stream.kafka().replication();
        if (replication > nodes.size()) {
            findings.add(Finding.fault(
                    "kafka.replication",
                    "be at most the number of brokers, " + nodes.size(),
                    "" + replication,
                    "lower it"));
        } else if (replication == 1 && nodes.size() > 1) {
            findings.add(Finding.warning(
                    "kafka.replication",
                    "1, so that a broker that is lost takes its events along",
                    "kafka.replication: 3, before the topics are created"));
        }
        if (publish.delivery() == PublishConfig.Delivery.EXACTLY_ONCE && !nodes.isEmpty()) {
            String id = nodes.iterator().next().idString();
            Config broker = config(new ConfigResource(ConfigResource.Type.BROKER, id), admin);
            long most = Long.parseLong(broker.get(TRANSACTION_TIMEOUT).value());
            if (publish.transactionTimeout().toMillis() > most) {
                findings.add(Finding.fault(
                        "publish.transaction-timeout",
                        "be at most the brokers' " + TRANSACTION_TIMEOUT + ", " + most + " ms",
                        publish.transactionTimeout().toMillis() + " ms",
                        "lower it, or raise the brokers'"));
            }
        }
        return findings;
    }

    private List<Finding> topics(Admin admin) throws TimeoutException {
        Set<String> there = get(admin.listTopics().names());
        List<Finding> findings = new ArrayList<>();
        if (!there.contains(stream.rawTopic()) && stream.source().topic() != null) {
            findings.add(Finding.fault(
                    "topic " + stream.rawTopic(), "exist", "none", "it is yours: create it, or mend source.topic"));
        }
        List<NewTopic> specs = PipelineTopics.specs(stream);
        Set<String> wanted = new HashSet<>(specs.stream().map(NewTopic::name).toList());
        wanted.retainAll(there);
        Map<String, TopicDescription> described =
                get(admin.describeTopics(wanted).allTopicNames());
        for (NewTopic spec : specs) {
            TopicDescription topic = described.get(spec.name());
            if (topic == null) {
                String todo = "./freshet topics PIPELINE --create, or start any of the applications";
                findings.add(Finding.fault("topic " + spec.name(), "exist", "none", todo));
            } else {
                findings.addAll(topic(spec, topic, admin));
            }
        }
        return findings;
    }

    private static List<Finding> topic(NewTopic spec, TopicDescription topic, Admin admin) throws TimeoutException {
        String what = "topic " + spec.name();
        List<Finding> findings = new ArrayList<>();
        int partitions = topic.partitions().size();
        if (partitions != spec.numPartitions()) {
            findings.add(Finding.warning(
                    what,
                    partitions + " partitions, where kafka.partitions asks for " + spec.numPartitions(),
                    "set kafka.partitions to " + partitions + ": adding some moves entities to others"));
        }
        int copies = topic.partitions().stream()
                .mapToInt(p -> p.replicas().size())
                .min()
                .orElse(0);
        if (copies < spec.replicationFactor()) {
            findings.add(Finding.warning(
                    what,
                    copies + " copies, where kafka.replication asks for " + spec.replicationFactor(),
                    "kafka-reassign-partitions.sh adds copies"));
        }
        long lacking = topic.partitions().stream()
                .filter(p -> p.isr().size() < p.replicas().size())
                .count();
        if (lacking > 0) {
            findings.add(Finding.warning(what, lacking + " partitions with a copy that lags", "is a broker away?"));
        }
        findings.addAll(policy(spec, what, admin));
        return findings.isEmpty() ? List.of(Finding.ok(what, partitions + " partitions, copies " + copies)) : findings;
    }

    /** Embeddings that are deleted by age are lost to serving; events that are compacted are lost to the learner. */
    private static List<Finding> policy(NewTopic spec, String what, Admin admin) throws TimeoutException {
        String wanted =
                spec.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        String is = config(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()), admin)
                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                .value();
        String todo = "kafka-configs.sh --alter --entity-type topics --entity-name " + spec.name()
                + " --add-config cleanup.policy=" + wanted;
        return is.equals(wanted) ? List.of() : List.of(Finding.fault(what, "have cleanup.policy " + wanted, is, todo));
    }

    private static Config config(ConfigResource of, Admin admin) throws TimeoutException {
        Config config = get(admin.describeConfigs(List.of(of)).all()).get(of);
        if (config == null) {
            throw new KafkaException("the broker describes another than " + of);
        }
        return config;
    }

    private static <T> T get(KafkaFuture<T> future) throws TimeoutException {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking the brokers", e);
        }
    }

    private static String reason(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return fault instanceof TimeoutException || root.getMessage() == null
                ? "nothing within " + PATIENCE.toSeconds() + " s"
                : root.getMessage();
    }
}
