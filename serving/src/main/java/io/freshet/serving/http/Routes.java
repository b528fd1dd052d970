package io.freshet.serving.http;

import io.freshet.serving.ServingConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;

/** Every route there is. Those under {@code described} are in openapi.json, too; a test keeps the two in step. */
final class Routes {

    private Routes() {}

    /** Paths in angle brackets take slashes as well: ids may have them. */
    record Route(HandlerType method, String path, Handler handler) {}

    static List<Route> described(Sources sources, ServingConfig config) {
        Forwarder forwarder = new Forwarder(sources.placement(), config, sources.meters());
        QueryRoutes queries = new QueryRoutes(sources, config, forwarder);
        StatusRoutes status = new StatusRoutes(sources);
        SearchRoute search = new SearchRoute(sources, config, queries);
        return List.of(
                get("/v1/embeddings/{kind}/<id>", queries::embedding),
                get("/v1/neighbours/{kind}/<id>", queries::neighbours),
                new Route(HandlerType.POST, "/v1/search", search::search),
                get("/v1/recommend/<entity>", queries::recommend),
                get("/v1/items", queries::items),
                get("/v1/metrics", status::metrics),
                get("/v1/map", status::map),
                get("/v1/status", status::status),
                get("/healthz", status::health),
                get("/readyz", status::ready),
                get("/metrics", status::prometheus));
    }

    static List<Route> page() {
        PageAssets assets = new PageAssets();
        OpenApi openApi = new OpenApi();
        return List.of(
                get("/", assets::index), get("/page/{file}", assets::file), get("/openapi.json", openApi::document));
    }

    private static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, handler);
    }
}
