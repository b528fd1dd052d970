package io.freshet.cli.shop;

import java.time.Instant;

/** A shopper did something with a product: {@code view}, {@code cart} or {@code purchase}. */
public record ShopEvent(long number, String shopper, Product product, String action) {

    /** As it comes in from the shop's web site. */
    public String json(Instant time) {
        return """
                {"id":"e%d","time":"%s","shopper":"%s","product":"%s","name":"%s","category":"%s","price":%s,"action":"%s"}""".formatted(
                number, time, shopper, product.id(), product.name(), product.category(), product.price(), action);
    }
}
