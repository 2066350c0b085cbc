// A field and its value in one piece of memory.
#include "servers/resp/store/collections/hash_field.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace kit::resp;

TEST_CASE("hash field: sizes of every length of code come back") {
  for (const std::size_t field : {0, 1, 127, 128, 16383, 16384, 3'000'000}) {
    for (const std::size_t value : {0, 1, 127, 128, 16383, 16384, 3'000'000}) {
      HashField* const made = HashField::make(std::string(field, 'f'), std::string(value, 'v'));
      CHECK(made->field() == std::string(field, 'f'));
      CHECK(made->value() == std::string(value, 'v'));
      CHECK(made->memory() >= field + value + 2);
      HashField::destroy(made);
    }
  }
}

TEST_CASE("hash field: an empty text without an address is a text") {
  HashField* made = HashField::make({}, {});
  CHECK(made->field().empty());
  made = made->with_value({});
  CHECK(made->value().empty());
  HashField::destroy(made);
}

TEST_CASE("hash field: bytes of any kind, zeros and high ones") {
  const std::string bytes("\0\xff\x80\r\n\0", 6);
  HashField* const made = HashField::make(bytes, bytes);
  CHECK(made->field() == bytes);
  CHECK(made->value() == bytes);
  HashField::destroy(made);
}

TEST_CASE("hash field: a value of any size follows on any other") {
  constexpr std::size_t sizes[] = {0, 5, 100, 127, 128, 129, 200, 16383, 16384, 20'000};
  for (const std::size_t before : sizes) {
    for (const std::size_t after : sizes) {
      HashField* made = HashField::make("name", std::string(before, 'b'));
      made = made->with_value(std::string(after, 'a'));
      CHECK(made->field() == "name");
      CHECK(made->value() == std::string(after, 'a'));
      CHECK(made->memory() < 2 * after + 120);  // what was long before takes no more than it needs
      HashField::destroy(made);
    }
  }
}

TEST_CASE("hash field: a value that fits stays in its place") {
  HashField* const made = HashField::make("name", "12345678");
  CHECK(made->with_value("87654321") == made);
  CHECK(made->with_value("1") == made);
  CHECK(made->value() == "1");
  HashField::destroy(made);
}
