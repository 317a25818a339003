package dev.bering.app;

/** Something that a page says of the whole. */
public record PageFact(String name, String value) {}
