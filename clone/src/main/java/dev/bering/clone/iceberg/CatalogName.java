package dev.bering.clone.iceberg;

import dev.bering.model.Problem;
import dev.bering.model.UserException;

/**
 * What catalogs call a table.
 *
 * @param namespace its levels separated by dots; at least one
 */
record CatalogName(String namespace, String table) {

  /**
   * Reads {@code namespace.table}.
   *
   * @throws UserException CLONE_CATALOG_NAME if it has one level only
   */
  static CatalogName of(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 1 || dot == name.length() - 1) {
      throw UserException.usage(
          new Problem(
              "CLONE_CATALOG_NAME",
              "Cannot clone %s: it is not namespace.table.".formatted(name),
              "write the namespace, a dot and the table, as the catalog spells them"));
    }
    return new CatalogName(name.substring(0, dot), name.substring(dot + 1));
  }

  @Override
  public String toString() {
    return namespace + "." + table;
  }
}
