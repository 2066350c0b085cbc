// AsyncChat: however the network cuts the bytes, the messages are the same. Every text of a few
// letters, every terminator, every way to cut; what is right is said by a program so plain that
// nobody would use it.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::ChatMapBench;
using test::NotingChat;
using test::Strings;

/// Byte for byte: does what we have end like a terminator?
class PlainReader {
 public:
  explicit PlainReader(std::string terminator) : terminator_(std::move(terminator)) {}

  void take(std::string_view text) {
    for (const char letter : text) {
      rest_ += letter;
      if (!rest_.ends_with(terminator_)) continue;
      messages_.push_back(rest_.substr(0, rest_.size() - terminator_.size()));
      rest_.clear();
    }
  }
  const Strings& messages() const { return messages_; }
  /// Of the message that is not complete: all that cannot be the beginning of a terminator.
  std::string certain() const {
    for (std::size_t from = 0; from < rest_.size(); ++from)
      if (terminator_.starts_with(rest_.substr(from))) return rest_.substr(0, from);
    return rest_;
  }
  const std::string& rest() const { return rest_; }

 private:
  std::string terminator_;
  Strings messages_;
  std::string rest_;
};

/// All texts of 1 to `most` letters, of which there are two.
Strings all_texts(std::size_t most) {
  Strings texts{""};
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].size() < most)
      for (const char* const letter : {"a", "b"}) texts.push_back(texts[i] + letter);
  texts.erase(texts.begin());
  return texts;
}

/// Bit i of `cuts`: there is a cut behind byte i.
Strings cut(const std::string& text, unsigned cuts) {
  Strings chunks{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    chunks.back() += text[i];
    if ((cuts >> i & 1) != 0 && i + 1 < text.size()) chunks.emplace_back();
  }
  return chunks;
}

/// The same chunks for a chat and for the plain reader. False as soon as they differ.
bool agree(ChatMapBench& bench, const std::string& terminator, const Strings& chunks) {
  const std::array<int, 2> pair = test::make_pair(bench.net.below());
  NotingChat chat(Socket(bench.net, pair[0]), bench.map);
  chat.set_terminator(terminator);
  PlainReader plain(terminator);
  bool same = true;
  for (const std::string& chunk : chunks) {
    (void)bench.net.below().send(pair[1], chunk);
    bench.pass();
    plain.take(chunk);
    same = same && chat.messages == plain.messages() && chat.collected() == plain.certain();
  }
  bench.net.below().close(pair[1]);
  bench.pass();
  return same && chat.messages == plain.messages() && chat.collected() == plain.rest() &&
         !chat.is_open();
}

}  // namespace

TEST_CASE(
    "H02: every text, every terminator, every way to cut: the same messages, as early as can "
    "be") {
  ChatMapBench bench;
  for (const std::string& terminator : all_texts(3)) {
    for (const std::string& text : all_texts(6)) {
      for (unsigned cuts = 0; cuts < 1u << (text.size() - 1); ++cuts) {
        if (agree(bench, terminator, cut(text, cuts))) continue;
        CAPTURE(terminator);
        CAPTURE(text);
        CAPTURE(cuts);
        FAIL_CHECK("not what the plain reader says");
      }
    }
  }
}

TEST_CASE("H02: long and self-similar terminators, in every pair of cuts") {
  ChatMapBench bench;
  const std::vector<std::pair<std::string, std::string>> pairs{
      {"\r\n", "\r\r\n\n\r\r\r\n\r"},
      {"\r\n.\r\n", "a\r\n.b\r\n..\r\n.\r\n\r\n.\r\n."},
      {"--end--", "----end----end-----end---end--"},
      {"aaaa", "aaabaaaaaabaaaaaaaaa"},
      {"abcabcabd", "abcabcabcabdabcabcabd"},
      {"abababab", "ababababababababbababababab"},
  };
  for (const auto& [terminator, text] : pairs) {
    for (std::size_t one = 0; one + 1 < text.size(); ++one) {
      for (std::size_t two = one; two + 1 < text.size(); ++two) {
        if (agree(bench, terminator, cut(text, 1u << one | 1u << two))) continue;
        CAPTURE(terminator);
        CAPTURE(one);
        CAPTURE(two);
        FAIL_CHECK("not what the plain reader says");
      }
    }
    CHECK(agree(bench, terminator, cut(text, ~0u)));  // byte for byte
  }
}

namespace {

/// As HTTP: a header up to an empty line; it says how many bytes follow. "bye" is the last one:
/// whatever comes then belongs to it.
void speak_like_http(NotingChat& chat, Strings& requests) {
  chat.set_terminator("\r\n\r\n");
  chat.on_found = [&chat, &requests, in_header = true]() mutable {
    const std::string text = chat.messages.back();
    const std::string length = text.substr(text.rfind(' ') + 1);
    requests.push_back((in_header ? "header " : "body ") + text);
    if (in_header && text == "bye")
      chat.set_terminator(std::nullopt);
    else if (in_header && length != "0")
      chat.set_terminator(std::stoi(length));
    else
      chat.set_terminator("\r\n\r\n");
    in_header = !in_header || length == "0";
  };
}

}  // namespace

TEST_CASE("H02: text, number and none in turn, in every pair of cuts") {
  const std::string text =
      "put 6\r\n\r\n\r\n\r\n\r\nget 0\r\n\r\nput 1\r\n\r\nxput "
      "4\r\n\r\n\r\n\r\rbye\r\n\r\nrest\r\n\r\n";
  const Strings wanted{"header put 6", "body \r\n\r\n\r\n", "header get 0",  "header put 1",
                       "body x",       "header put 4",      "body \r\n\r\r", "header bye"};
  for (std::size_t one = 0; one < text.size(); ++one) {
    for (std::size_t two = one; two < text.size(); ++two) {
      CAPTURE(one);
      CAPTURE(two);
      ChatBench bench;
      Strings requests;
      speak_like_http(bench.chat, requests);
      bench.tell(text.substr(0, one));
      bench.tell(text.substr(one, two - one));
      bench.tell(text.substr(two));
      CHECK(requests == wanted);
      CHECK(bench.chat.collected() == "rest\r\n\r\n");
    }
  }
}

TEST_CASE("H02: text, number and none in turn, byte for byte, over every selector") {
  test::over_every_chat([](ChatBench& bench) {
    Strings requests;
    speak_like_http(bench.chat, requests);
    for (const char byte : std::string("put 2\r\n\r\n\r\nbye\r\n\r\nrest")) bench.tell({&byte, 1});
    CHECK(requests == Strings{"header put 2", "body \r\n", "header bye"});
    CHECK(bench.chat.collected() == "rest");
  });
}

}  // namespace kit
