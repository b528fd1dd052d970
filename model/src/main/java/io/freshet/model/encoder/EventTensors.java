package io.freshet.model.encoder;

import io.freshet.model.program.Tensor;

/**
 * The distinct events of a step, as a program sees them. Histories overlap, so each event is encoded once and histories
 * name events by their place here; place 0 is no event. Rows are named by their place among the distinct rows that the
 * step has gathered.
 *
 * @param items (events) int64: place of the event's item row
 * @param values (events, ids) int64: places of the fields' value rows; 0 is no value
 * @param numbers (events, numbers): plain features
 */
public record EventTensors(Tensor items, Tensor values, Tensor numbers) {}
