package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import org.junit.jupiter.api.Test;

class FilePlacesTest {

  @Test
  void takesAPathWithoutStoreAsOneOfTheTablesOwn() throws Exception {
    FilePlaces places = new FilePlaces(Location.of("s3://lake/db/t"));
    assertThat(places.of("/db/t/p=1/a").target()).isEqualTo("p=1/a");
    FilePlaces.Place other = places.of("/db/other/a%20b");
    assertThat(other.origin()).isEqualTo(new Origin("s3://lake/db/other", "a b"));
    assertThat(other.target()).matches("ext-[0-9a-f]{16}/a b");
    assertThat(places.of("file:///db/t/a").origin()).isEqualTo(new Origin("/db/t", "a"));
    assertThatThrownBy(() -> places.of("//lake/db/t/a"))
        .hasMessage("path '//lake/db/t/a' names a store and not what kind");
  }

  @Test
  void takesSuchAPathAsALocalOneForALocalTable() throws Exception {
    FilePlaces places = new FilePlaces(Location.of("/db/t"));
    assertThat(places.of("/db/t/a").target()).isEqualTo("a");
    assertThat(places.of("/db/u/a").origin()).isEqualTo(new Origin("/db/u", "a"));
  }
}
