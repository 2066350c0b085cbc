#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "loop/sim/random.hpp"
#include "servers/resp/store/collections/pack.hpp"

using namespace kit::resp;

namespace {

using Texts = std::vector<std::string>;

Texts forwards(const Pack& pack) {
  Texts texts;
  for (auto at = pack.begin(); at != pack.end(); at = pack.next(at))
    texts.push_back(pack.get(at).to_string());
  return texts;
}

Texts backwards(const Pack& pack) {
  Texts texts;
  for (auto at = pack.end(); at != pack.begin();) {
    at = pack.previous(at);
    texts.insert(texts.begin(), pack.get(at).to_string());
  }
  return texts;
}

Pack pack_of(const Texts& texts) {
  Pack pack;
  for (const std::string& text : texts) pack.push_back(text);
  return pack;
}

/// Integers on both sides of every form's limit, and texts of every form's longest and shortest.
Texts borderline_texts() {
  Texts texts = {"", "-", "-0", "00", "01", "+1", "1 ", " 1", "1.0", "9223372036854775808"};
  for (const int bits : {0, 6, 7, 8, 12, 13, 15, 16, 23, 24, 31, 32, 62}) {
    for (const std::int64_t off : {-1, 0, 1}) {
      texts.push_back(std::to_string((std::int64_t{1} << bits) + off));
      texts.push_back(std::to_string(-(std::int64_t{1} << bits) + off));
    }
  }
  texts.push_back(std::to_string(std::numeric_limits<std::int64_t>::max()));
  texts.push_back(std::to_string(std::numeric_limits<std::int64_t>::min()));
  for (const std::size_t size :
       {1,    19,   20,   21,    62,    63,    64,    125,   126,     127,    128,
        4094, 4095, 4096, 16381, 16382, 16383, 16384, 70000, 2097151, 2097152})
    texts.emplace_back(size, 'x');
  return texts;
}

/// Short numbers, short and now and then long texts, some with bytes that look like codes.
std::string random_text(kit::sim::Random& random) {
  const auto kind = random.below(16);
  if (kind < 5) return std::to_string(random.below(1000));
  if (kind < 7) return std::to_string(static_cast<std::int64_t>(random.next()));
  const auto size = kind == 7 ? random.below(5000) : random.below(30);
  return std::string(size, static_cast<char>(random.below(256)));
}

/// One change, the same in both.
void change(kit::sim::Random& random, Pack& pack, Texts& model) {
  const std::size_t index = random.below(model.size() + 1);
  const auto signed_index = static_cast<std::ptrdiff_t>(index);
  const auto place = model.begin() + signed_index;
  const std::string text = random_text(random);
  switch (random.below(6)) {
    case 0:
      pack.push_back(text);
      model.push_back(text);
      break;
    case 1:
      pack.push_front(text);
      model.insert(model.begin(), text);
      break;
    case 2:
      pack.insert(pack.at(signed_index), text);
      model.insert(place, text);
      break;
    case 3:
      if (index == model.size()) break;
      pack.replace(pack.at(signed_index), text);
      *place = text;
      break;
    case 4: {
      const std::size_t count = random.below(4);
      pack.erase(pack.at(signed_index), count);
      model.erase(place,
                  place + static_cast<std::ptrdiff_t>(std::min(count, model.size() - index)));
      break;
    }
    default:
      if (random.below(40) != 0) break;
      pack.truncate(pack.at(signed_index));
      model.resize(index);
  }
}

}  // namespace

TEST_CASE("pack: an empty one takes nothing") {
  const Pack pack;
  CHECK(pack.empty());
  CHECK(pack.size() == 0);
  CHECK(pack.bytes() == 0);
  CHECK(pack.memory() == 0);
  CHECK(pack.begin() == pack.end());
  CHECK(pack.at(0) == pack.end());
  CHECK(pack.at(-1) == pack.end());
  CHECK(pack.find("a") == pack.end());
  CHECK(pack.clone().empty());
}

TEST_CASE("pack: every form of an element is read as it was written, alone and among others") {
  const Texts texts = borderline_texts();
  for (const std::string& text : texts) {
    const Pack pack = pack_of({"a", text, "7"});
    CHECK(forwards(pack) == Texts{"a", text, "7"});
    CHECK(backwards(pack) == Texts{"a", text, "7"});
    CHECK(pack.get(pack.at(1)).size() == text.size());
    CHECK(pack.get(pack.at(1)).equals(text));
    CHECK(!pack.get(pack.at(1)).equals(text + "x"));
  }
  const Pack all = pack_of(texts);
  CHECK(all.size() == texts.size());
  CHECK(forwards(all) == texts);
  CHECK(backwards(all) == texts);
}

TEST_CASE("pack: what is written like an integer is one, and nothing else is") {
  const Pack pack = pack_of({"12", "-5", "-0", "012", "", "9223372036854775807"});
  CHECK(pack.get(pack.at(0)).is_integer());
  CHECK(pack.get(pack.at(0)).integer() == 12);
  CHECK(pack.get(pack.at(1)).integer() == -5);
  CHECK(!pack.get(pack.at(2)).is_integer());
  CHECK(!pack.get(pack.at(3)).is_integer());
  CHECK(!pack.get(pack.at(4)).is_integer());
  CHECK(pack.get(pack.at(5)).integer() == std::numeric_limits<std::int64_t>::max());
  Pack numbers;
  numbers.push_back(std::int64_t{-4097});
  CHECK(numbers.get(0).equals("-4097"));
  CHECK(numbers.find("-4097") == 0);
}

TEST_CASE("pack: an index counts from either end") {
  const Pack pack = pack_of({"a", "b", "c", "d"});
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    CHECK(pack.at(i) == pack.at(i - 4));
    CHECK(pack.get(pack.at(i)).equals(std::string(1, static_cast<char>('a' + i))));
  }
  CHECK(pack.at(4) == pack.end());
  CHECK(pack.at(-5) == pack.end());
}

TEST_CASE("pack: find goes by steps, from where it is told, for texts of every form") {
  Texts texts = borderline_texts();
  const Pack pack = pack_of(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto found = pack.find(texts[i]);
    CHECK(found <= pack.at(static_cast<std::ptrdiff_t>(i)));
    CHECK(pack.get(found).equals(texts[i]));
  }
  CHECK(pack.find("nobody") == pack.end());
  const Pack pairs = pack_of({"x", "y", "y", "1", "z"});
  CHECK(pairs.find("y") == pairs.at(1));
  CHECK(pairs.find("y", 0, 2) == pairs.at(2));
  CHECK(pairs.find("1", 0, 2) == pairs.end());
  CHECK(pairs.find("y", pairs.at(2)) == pairs.at(2));
  CHECK(pairs.find("y", pairs.at(3)) == pairs.end());
  CHECK(pairs.find("z", 0, 2) == pairs.at(4));
}

TEST_CASE("pack: a million changes by lot, and a vector that changes likewise") {
  kit::sim::Random random(7);
  for (int round = 0; round < 40; ++round) {
    Pack pack;
    Texts model;
    for (int i = 0; i < 1000; ++i) {
      change(random, pack, model);
      REQUIRE(pack.size() == model.size());
      if (i % 10 != 0) continue;
      REQUIRE(forwards(pack) == model);
      REQUIRE(backwards(pack) == model);
    }
    const Pack copy = pack.clone();
    pack.clear();
    CHECK(pack.empty());
    CHECK(forwards(copy) == model);
  }
}

TEST_CASE("pack: cut in two anywhere and joined again, it is what it was") {
  Texts texts = borderline_texts();
  texts.resize(40);
  for (const int gap : {0, 9}) {
    Pack pack = pack_of(Texts(static_cast<std::size_t>(gap), "gone"));
    for (const std::string& text : texts) pack.push_back(text);
    pack.erase(pack.begin(), static_cast<std::size_t>(gap));
    for (std::size_t i = 0; i <= texts.size(); ++i) {
      const auto cut = pack.at(static_cast<std::ptrdiff_t>(i));
      const auto middle = texts.begin() + static_cast<std::ptrdiff_t>(i);
      Pack head = pack.clone();
      head.truncate(cut);
      const Pack tail = pack.clone(cut);
      REQUIRE(head.size() == i);
      REQUIRE(tail.size() == texts.size() - i);
      REQUIRE(forwards(head) == Texts(texts.begin(), middle));
      REQUIRE(forwards(tail) == Texts(middle, texts.end()));
      head.append(tail);
      REQUIRE(head.size() == texts.size());
      REQUIRE(backwards(head) == texts);
    }
  }
}

TEST_CASE("pack: a queue, a stack and both ways round stay whole and short in memory") {
  for (const int way : {0, 1, 2, 3}) {
    Pack pack;
    Texts model;
    for (int i = 0; i < 4000; ++i) {
      const std::string text = std::to_string(i) + "-element";
      const bool in_front = (way & 1) != 0;
      in_front ? pack.push_front(text) : pack.push_back(text);
      model.insert(in_front ? model.begin() : model.end(), text);
      if (i < 200) continue;
      const bool from_front = (way & 2) != 0;
      pack.erase(from_front ? pack.begin() : pack.at(-1));
      model.erase(from_front ? model.begin() : model.end() - 1);
      REQUIRE(pack.memory() < 2 * pack.bytes() + 100);
    }
    CHECK(forwards(pack) == model);
  }
}

TEST_CASE("pack: five short fields and values take as little as malloc gives for their bytes") {
  Pack pack;
  for (int i = 0; i < 5; ++i) {
    pack.push_back("field" + std::to_string(i));
    pack.push_back("value" + std::to_string(i));
  }
  CHECK(pack.bytes() == 80);        // each: a byte of code, six of text, a byte of length
  CHECK(pack.memory() <= 96 + 16);  // malloc may give a step more than it needs
}

TEST_CASE("pack: memory goes back when most of it is empty, and all of it with the last element") {
  Pack pack;
  for (int i = 0; i < 1000; ++i) pack.push_back("element" + std::to_string(i));
  const std::size_t full = pack.memory();
  pack.erase(pack.begin(), 990);
  CHECK(pack.size() == 10);
  CHECK(pack.memory() < full / 20);
  CHECK(pack.get(pack.begin()).equals("element990"));
  pack.erase(pack.begin(), 11);
  CHECK(pack.memory() == 0);
  pack.push_front("again");
  CHECK(forwards(pack) == Texts{"again"});
  CHECK(pack.memory() <= 32 + 16);
}

TEST_CASE("pack: shrink leaves the elements, and nothing spare") {
  Pack pack;
  for (int i = 0; i < 1000; ++i) pack.push_front("element" + std::to_string(i));
  const Texts texts = forwards(pack);
  pack.shrink();
  CHECK(forwards(pack) == texts);
  CHECK(pack.memory() <= pack.bytes() + 56);
}
