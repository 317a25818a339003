package dev.bering.flow;

/** What flows along an edge: a frame or a model. */
public sealed interface Handle permits Frame, ModelItem {}
