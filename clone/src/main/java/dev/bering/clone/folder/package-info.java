/** Copies of folders of data files that have no log, such as Hive tables, and their check. */
@NullMarked
package dev.bering.clone.folder;

import org.jspecify.annotations.NullMarked;
