// poke against the kit's own servers, every mode, in one loop over real sockets: nothing may be
// found, and what is found is said.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/run.hpp"
#include "servers/chat/chat.hpp"
#include "servers/echo/styles.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tools/poke/report.hpp"
#include "tools/poke/run.hpp"

namespace kit::poke {
namespace {

Options small() {
  Options options;
  options.clients = 4;
  options.messages = 10;
  options.beside = 2;
  options.timeout = std::chrono::seconds(60);  // the machine may be loaded
  return options;
}

/// Checks that all was right; returns the report.
Task<std::string> poked(ConnectionHandler handler, Mode mode, Options options) {
  Server server = start_server(std::move(handler), test::any_port());
  Run run(options, mode, server.addresses().front(), "abcdef");
  co_await perform(run);
  const std::string text = report(run);
  INFO(text);
  CHECK(all_right(run));
  CHECK(run.main.clean());
  CHECK(run.beside.clean());
  const bool hostile = mode != Mode::normal;
  const auto alone = static_cast<std::uint64_t>(options.beside * options.messages);
  if (hostile) CHECK(run.alone.count() == alone);
  CHECK(run.steps == run.all_steps);
  server.close();
  server.abort_clients();
  co_await server.wait_closed();
  co_return text;
}

std::string poke_it(ConnectionHandler handler, Mode mode, Options options = small()) {
  const test::CaptureLog log;
  return kit::run(poked(std::move(handler), mode, options));
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

template <class Style>
ConnectionHandler styled(Style style) {
  return [style](StreamReader reader, StreamWriter writer) {
    return style(std::move(reader), std::move(writer), Duration::zero());
  };
}

TEST_CASE("poke: every mode that talks, against every style of the echo") {
  for (const auto& handler : {styled(echo_raw), styled(echo_lines), styled(echo_protocol)})
    for (const Mode mode : {Mode::normal, Mode::bytewise, Mode::coalesced, Mode::half_close}) {
      const std::string text = poke_it(handler, mode);
      CHECK(says(text, "40 sent, 40 right replies"));
      CHECK(says(text, "so it was for 4 of 4"));
    }
}

TEST_CASE("poke: more in one go than the buffers hold, without a deadlock") {
  Options options = small();
  options.messages = 100;
  options.size = 30'000;
  for (const Mode mode : {Mode::coalesced, Mode::half_close})
    CHECK(says(poke_it(styled(echo_lines), mode, options), "400 sent, 400 right replies"));
}

TEST_CASE("poke: reset and vanish connect again and again, and a newcomer is answered") {
  for (const Mode mode : {Mode::reset, Mode::vanish}) {
    const std::string text = poke_it(styled(echo_protocol), mode);
    CHECK(says(text, "45 made, 0 refused"));  // 40, twice 2 beside them, and the newcomer
    CHECK(says(text, "so it was for 40 of 40"));
  }
}

TEST_CASE("poke: who never reads is slowed down by the echo, and the others are answered") {
  const std::string text = poke_it(styled(echo_raw), Mode::never_reads);
  CHECK(says(text, "(4 slowed, 0 cut)"));
}

std::string poke_chat(Mode mode, Options options = small()) {
  options.chat = true;
  Room room;
  const ChatOptions chat_options;
  return poke_it(
      [&room, &chat_options](StreamReader reader, StreamWriter writer) {
        return chat(room, chat_options, std::move(reader), std::move(writer));
      },
      mode, options);
}

TEST_CASE("poke: in a chat, what one says all the others hear") {
  const std::string text = poke_chat(Mode::normal);
  CHECK(says(text, "40 sent, 120 heard by the others"));
  for (const Mode mode : {Mode::reset, Mode::vanish, Mode::never_reads})
    CHECK(says(poke_chat(mode), "all right"));
}

/// A chat that says everything twice, or else changes a letter of it.
Task<void> loud(Room& room, bool twice, StreamReader reader, StreamWriter writer) {
  Ref<Member> member(new Member(std::move(writer), 1 << 20));
  const TaskHandle<> sending = create_task(member->send_all());
  std::string name = co_await reader.readline();
  name.pop_back();
  room.join(*member, name);
  for (;;) {
    std::string line = co_await reader.readline();
    if (line.empty()) break;
    line.pop_back();
    if (!twice) line.back() = '~';
    room.tell(name + ": " + line + "\r\n", member.get());
    if (twice) room.tell(name + ": " + line + "\r\n", member.get());
  }
  room.leave(*member);
  member->close();
  co_await sending;
}

Task<Tally> talk_in_loud_chat(bool twice) {
  Room room;
  Server server =
      start_server(ConnectionHandler([&room, twice](StreamReader reader, StreamWriter writer) {
                     return loud(room, twice, std::move(reader), std::move(writer));
                   }),
                   test::any_port());
  Options options = small();
  options.chat = true;
  Run run(options, Mode::normal, server.addresses().front(), "abcdef");
  co_await perform(run);
  CHECK_FALSE(all_right(run));
  server.close();
  server.abort_clients();
  co_await server.wait_closed();
  co_return run.main;
}

/// In a simulated world: who hears nothing any more waits for no time.
Tally tally_in_chat(bool twice) {
  sim::World world;
  return world.run(talk_in_loud_chat(twice));
}

TEST_CASE("poke: in a chat, finds what comes twice, or changed") {
  const test::CaptureLog log;
  const Tally twice = tally_in_chat(true);
  CHECK(twice.of(Fault::doubled) > 0);
  CHECK(twice.of(Fault::wrong) == 0);
  const Tally changed = tally_in_chat(false);
  CHECK(changed.of(Fault::wrong) == 12);  // the first message of each of four, to three others
  CHECK(changed.of(Fault::silent) == 4);
}

}  // namespace
}  // namespace kit::poke
