package dev.bering.clone.folder;

import dev.bering.clone.Sorter;
import dev.bering.clone.Texts;
import dev.bering.stores.Store.StoredFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A data file of a folder.
 *
 * @param path relative to the folder, as the store spells it
 */
record FolderFile(String path, FileMark mark) {

  static final Sorter.Format<FolderFile> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(FolderFile file, DataOutputStream out) throws IOException {
          Texts.write(out, file.path);
          file.mark.write(out);
        }

        @Override
        public FolderFile read(DataInputStream in) throws IOException {
          return new FolderFile(Texts.read(in), FileMark.read(in));
        }
      };

  static FolderFile of(StoredFile file) {
    return new FolderFile(file.path(), FileMark.of(file));
  }

  long sizeBytes() {
    return mark.sizeBytes();
  }
}
