/**
 * What watches a transfer: rules, alarms and dashboards, made of an inventory, written down or
 * applied, and held against what is there.
 */
@NullMarked
package dev.bering.monitoring;

import org.jspecify.annotations.NullMarked;
