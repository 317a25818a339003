package dev.bering.profile;

import java.time.Duration;

/**
 * What some work cost, in figures.
 *
 * @param elapsed from its start to its end
 * @param driver how much of that no task ran
 * @param cores how many tasks can run at once
 * @param run how long its tasks ran, added up
 * @param garbage how much of that went to collecting garbage
 * @param deserialise how long tasks took to read what to do
 * @param longestTask of all its stages
 * @param medianTask of the stage with the longest task
 * @param shuffledBytes what tasks wrote for others
 */
record Figures(
    Duration elapsed,
    Duration driver,
    int cores,
    long tasks,
    Duration run,
    Duration garbage,
    Duration deserialise,
    Duration longestTask,
    Duration medianTask,
    long spilledBytes,
    long shuffledBytes,
    long readBytes) {}
