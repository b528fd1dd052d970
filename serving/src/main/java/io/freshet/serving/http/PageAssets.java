package io.freshet.serving.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** The page's files, out of the class path: nothing of it comes from elsewhere. */
final class PageAssets {
    private static final String PAGE = "/io/freshet/serving/page/";
    private static final String ECHARTS = "echarts.common.min.js";
    private static final Map<String, String> TYPES = Map.of(
            "index.html",
            "text/html; charset=utf-8",
            "style.css",
            "text/css; charset=utf-8",
            "page.js",
            "text/javascript; charset=utf-8",
            "charts.js",
            "text/javascript; charset=utf-8",
            "icon.svg",
            "image/svg+xml",
            ECHARTS,
            "text/javascript; charset=utf-8");
    // The chart library sets style attributes; everything else is in files of ours.
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Map<String, Asset> assets;

    private record Asset(String type, byte[] plain, byte[] gzip, String tag) {}

    PageAssets() {
        assets = TYPES.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, PageAssets::load));
    }

    void index(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        send(ctx, "index.html");
    }

    void file(Context ctx) {
        String name = ctx.pathParam("file");
        if (!assets.containsKey(name)) {
            throw Refusal.notFound("path", "be a file of the page", Refusal.shown(name), "");
        }
        send(ctx, name);
    }

    private void send(Context ctx, String name) {
        Asset asset = Objects.requireNonNull(assets.get(name), name);
        ctx.header("ETag", asset.tag)
                .header("Cache-Control", "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Vary", "Accept-Encoding");
        if (asset.tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        String accepted = ctx.header("Accept-Encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        if (gzip) {
            ctx.header("Content-Encoding", "gzip");
        }
        ctx.disableCompression().contentType(asset.type).result(gzip ? asset.gzip : asset.plain);
    }

    private static Asset load(String name) {
        String path = name.equals(ECHARTS)
                ? "/META-INF/resources/webjars/echarts/" + echartsVersion() + "/" + ECHARTS
                : PAGE + name;
        byte[] plain = bytes(path);
        CRC32 checksum = new CRC32();
        checksum.update(plain);
        String tag = "\"" + HexFormat.of().toHexDigits(checksum.getValue()) + "\"";
        return new Asset(Objects.requireNonNull(TYPES.get(name), name), plain, gzip(plain), tag);
    }

    private static String echartsVersion() {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/echarts/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] bytes(String path) {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(PageAssets.class.getResourceAsStream(path), path);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
