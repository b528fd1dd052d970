package io.freshet.serving.testing;

import io.freshet.config.YamlFile;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.ServingServer;
import io.freshet.serving.http.Sources;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.ItemMap;
import io.freshet.serving.map.MapView;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Freshness;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves the page over a made-up shop, to be looked at: {@code ShowPage [port] [seconds already run] [items]}. */
public final class ShowPage {

    private ShowPage() {}

    public static void main(String[] args) {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
        int secondsRun = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int count = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
        ServingConfig config = ServingConfig.read(YamlFile.parse("serving: {port: " + port + "}", "test", Map.of())
                .section("serving"));
        MadeUpShop shop = new MadeUpShop(Math.max(count, 1), 7);
        Embeddings embeddings = Embeddings.exact();
        ItemCatalogue catalogue = new ItemCatalogue();
        MetricHistory history = new MetricHistory(config.metricPoints());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Freshness freshness = new Freshness(meters, Clock.systemUTC());
        freshness.goLive();
        MapView view = new MapView();
        long now = System.currentTimeMillis();
        for (int second = 1; second <= secondsRun; second++) {
            shop.metrics(second, now - (secondsRun - second) * 1_000L).forEach(history::add);
        }
        for (int i = 0; i < count; i++) {
            catalogue.put(shop.items().get(i));
            embeddings.apply(shop.item(i, secondsRun));
            embeddings.apply(shop.shopper(i, secondsRun));
        }
        new ServingServer(
                        config,
                        new Sources(
                                "made-up-shop",
                                true,
                                embeddings,
                                catalogue,
                                entity -> Set.of(),
                                history,
                                view,
                                meters,
                                () -> secondsRun > 0 ? Readiness.READY : Readiness.waiting("reading the topics")))
                .start();
        new ItemMap(config.map(), embeddings, catalogue, view).start();
        long[] step = {secondsRun};
        Random random = new Random();
        Executors.newSingleThreadScheduledExecutor()
                .scheduleAtFixedRate(
                        () -> {
                            if (secondsRun == 0) {
                                return;
                            }
                            step[0]++;
                            shop.metrics(step[0], System.currentTimeMillis()).forEach(history::add);
                            for (int i = 0; i < 200; i++) {
                                EmbeddingRecord item = shop.item(random.nextInt(count), step[0]);
                                embeddings.apply(item);
                                freshness.indexed(item);
                            }
                            MetricRecord served = freshness.sinceLast();
                            history.add(served);
                        },
                        1,
                        1,
                        TimeUnit.SECONDS);
    }
}
