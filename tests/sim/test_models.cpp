// The models that judge the simulated servers must see what is wrong.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sim/chat_model.hpp"
#include "tests/sim/echo_model.hpp"

namespace kit::sim {
namespace {

using Lines = std::vector<std::string>;

EchoReplies owed(std::string_view sent, EchoInput input = EchoInput::open) {
  return echo_replies(EchoStyle::line, sent, input, 10);
}

bool is_fine(std::string_view heard, const EchoReplies& replies, bool ended,
             const std::vector<std::string_view>& last_words = {}) {
  return echo_fault(heard, replies, ended, last_words).empty();
}

/// Guest 0 is Alice, guest 1 Bob, guest 2 Carol; Alice has said something, and whispered to Bob.
ChatModel chat_of_three() {
  ChatModel model;
  model.add_name(0, "Alice");
  model.add_name(1, "Bob");
  model.add_name(2, "Carol");
  model.add_message("m0.1", ChatMessage{0, "m0.1 hi all", false, {1, 2}});
  model.add_message("m0.2", ChatMessage{0, "m0.2", true, {1}});
  return model;
}

}  // namespace

TEST_CASE("echo model: the replies to lines, half a line, and one that is too long") {
  CHECK(owed("a\n b \nc").text == "Echo: a\r\nEcho: b\r\n");
  CHECK(owed("a\nc", EchoInput::finished).text == "Echo: a\r\nEcho: c\r\n");
  CHECK(owed("a\nc", EchoInput::stopped).text == "Echo: a\r\n");
  CHECK(owed("12345678901\n").text == "Error: line too long, at most 10 bytes\r\n");
  CHECK(owed("12345678901", EchoInput::open).text.empty());
  CHECK(owed("12345678901", EchoInput::stopped).text ==
        "Error: line too long, at most 10 bytes\r\n");
  CHECK(echo_replies(EchoStyle::protocol, "Quit\nmore\n", EchoInput::open, 10).text ==
        "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\nGoodbye!\r\n");
  CHECK(echo_replies(EchoStyle::raw, "a\nb", EchoInput::open, 1).text == "a\nb");
}

TEST_CASE("echo model: any time of day will do") {
  const EchoReplies replies = echo_replies(EchoStyle::protocol, "time\n", EchoInput::open, 10);
  std::string heard = replies.text;
  for (char& letter : heard)
    if (letter == '\0') letter = '7';
  CHECK(echo_is_complete(heard, replies));
  heard.pop_back();
  CHECK_FALSE(echo_is_complete(heard, replies));
}

TEST_CASE("echo model: what is missing, wrong, too much or cut in half") {
  const EchoReplies replies = owed("a\nb\n");
  CHECK(is_fine("", replies, true));
  CHECK(is_fine("Echo: a\r\nEch", replies, false));
  CHECK_FALSE(is_fine("Echo: a\r\nEch", replies, true));
  CHECK(is_fine("Echo: a\r\n", replies, true));
  CHECK_FALSE(is_fine("Echo: b\r\n", replies, false));
  CHECK_FALSE(is_fine("Echo: a\r\nEcho: b\r\nE", replies, false));
  CHECK_FALSE(echo_is_complete("Echo: a\r\n", replies));
  CHECK(echo_is_complete("Echo: a\r\nEcho: b\r\n", replies));
}

TEST_CASE("echo model: a last word comes after a reply, whole, and once") {
  const EchoReplies replies = owed("a\nb\n");
  CHECK(is_fine("Echo: a\r\nBye!\r\n", replies, true, {"Bye!\r\n"}));
  CHECK(is_fine("Echo: a\r\nEcho: b\r\nBy", replies, false, {"Bye!\r\n"}));
  CHECK_FALSE(is_fine("Echo: a\r\nBy", replies, true, {"Bye!\r\n"}));
  CHECK_FALSE(is_fine("Echo: Bye!\r\n", replies, true, {"Bye!\r\n"}));
  CHECK_FALSE(is_fine("Echo: a\r\nBye!\r\nBye!\r\n", replies, true, {"Bye!\r\n"}));
  const EchoReplies raw = echo_replies(EchoStyle::raw, "abc", EchoInput::open, 10);
  CHECK(is_fine("abBye!\r\n", raw, true, {"Bye!\r\n"}));
  CHECK(is_fine("ab", raw, true));
}

TEST_CASE("chat model: lines, and what comes after the last") {
  std::string rest;
  CHECK(ChatModel::lines("Enter your name: Error: no\r\nEnter your name: *** A joined", rest) ==
        Lines{"Error: no"});
  CHECK(rest == "*** A joined");
  CHECK(ChatModel::lines("Enter your name: ", rest).empty());
  CHECK(rest.empty());
}

TEST_CASE("chat model: what people may hear") {
  const ChatModel model = chat_of_three();
  CHECK(model
            .fault(1, {"*** Bob joined the chat ***", "Alice: m0.1 hi all", "Alice (to you): m0.2",
                       "Online: Alice, Bob", "Error: no", "*** Alice left the chat ***",
                       "Server is shutting down."})
            .empty());
}

TEST_CASE("chat model: what nobody may hear") {
  const ChatModel model = chat_of_three();
  for (const Lines& lines : std::vector<Lines>{
           {"Alice: m0.1 hi al"},
           {"Alice: m0.1 hi all", "Alice: m0.1 hi all"},
           {"Bob: m0.1 hi all"},
           {"Alice: m0.9 hi"},
           {"Alice: m0.2"},
           {"Alice (to you): m0.1 hi all"},
           {"Alice (to you): m0.2"},  // it was for Bob
           {"hello"},
           {"\xff"},
           {"*** Dave joined the chat ***"},
           {"*** Bob joined the chat ***", "*** Bob joined the chat ***"},
           {"*** Bob left the chat ***", "*** Bob joined the chat ***"},
       }) {
    CAPTURE(lines.back());
    CHECK_FALSE(model.fault(2, lines).empty());
  }
}

TEST_CASE("chat model: who heard a message, what is for all, and in which order") {
  const ChatModel model = chat_of_three();
  const ChatMessage& message = model.messages().at("m0.1");
  CHECK(ChatModel::heard_message({"Alice: m0.1 hi all"}, message));
  CHECK_FALSE(ChatModel::heard_message({"Alice: m0.1 hi"}, message));
  CHECK(model.is_public("Alice: m0.1 hi all"));
  CHECK(model.is_public("*** Alice is now Al ***"));
  CHECK_FALSE(model.is_public("Alice (to you): m0.2"));
  CHECK_FALSE(model.is_public("Error: no"));
  CHECK(order_fault({"a", "b", "c"}, {"a", "x", "c"}).empty());
  CHECK_FALSE(order_fault({"a", "b", "c"}, {"c", "x", "a"}).empty());
}

}  // namespace kit::sim
