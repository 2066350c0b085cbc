// The room and its members, without commands and without a server. What a slow reader means to the
// others is in test_slow.
#include "servers/chat/room.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/servers/chat/house.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::CaptureLog;
using test::joined;
using test::left;
using test::passes;

/// A member, and the client at the other end of its connection.
class Seat {
 public:
  Seat(test::Pair pair, std::size_t limit)
      : client(std::move(pair.client)),
        member(new Member(std::move(pair.server.writer), limit)),
        reader_(std::move(pair.server.reader)) {}

  /// What the member's client has been sent.
  Task<std::string> heard() {
    co_await passes(10);
    std::string text;
    std::vector<std::byte> space(1 << 20);
    for (;;) {
      const IoResult got = client.writer.transport().receive(space);
      if (!got.is_ok() || got.bytes() == 0) break;
      text.append(reinterpret_cast<const char*>(space.data()), got.bytes());
      co_await passes(10);
    }
    co_return text;
  }
  /// So much that the connection takes no more.
  std::size_t clog() {
    member->writer().write(std::string(200'000, '.'));
    CHECK(member->writer().transport().is_paused());
    return 200'000;
  }
  Task<void> close() {
    client.writer.abort();
    member->writer().abort();
    co_await passes(5);
  }

  Connection client;
  Ref<Member> member;

 private:
  StreamReader reader_;
};

Task<std::unique_ptr<Seat>> take_seat(std::size_t limit) {
  test::Pair pair = co_await test::connected_pair();
  co_return std::make_unique<Seat>(std::move(pair), limit);
}

void in_a_world(Task<void> (*main)()) {
  sim::World world;
  world.run(main());
  CHECK(world.loop().timer_count() == 0);
}

Task<void> room_of_three(Room& room, std::vector<std::unique_ptr<Seat>>& seats) {
  for (const std::string name : {"Ann", "Bea", "Cid"}) {
    std::unique_ptr<Seat> seat = co_await take_seat(100'000);
    create_task(seat->member->send_all());
    room.join(*seat->member, name);
    seats.push_back(std::move(seat));
  }
}

Task<void> leave_room(Room& room, std::vector<std::unique_ptr<Seat>>& seats) {
  for (const std::unique_ptr<Seat>& seat : seats) {
    room.leave(*seat->member);
    seat->member->close();
    co_await seat->close();
  }
  CHECK(room.size() == 0);
  CHECK(room.names() == "");
}

TEST_CASE("room: who is there, in the order of joining, and who is called what") {
  static constexpr auto main = []() -> Task<void> {
    Room room;
    CHECK(room.names() == "");
    CHECK(room.find("Ann") == nullptr);
    std::vector<std::unique_ptr<Seat>> seats;
    co_await room_of_three(room, seats);
    CHECK(room.size() == 3);
    CHECK(room.names() == "Ann, Bea, Cid");
    CHECK(room.find("BEA") == seats[1]->member.get());
    CHECK(room.is_taken("cid"));
    CHECK_FALSE(room.is_taken("ci"));
    Member& bea = *seats[1]->member;
    room.rename(bea, "Bob");
    CHECK(room.names() == "Ann, Bob, Cid");
    CHECK(room.find("bob") == &bea);
    CHECK(room.find("bea") == nullptr);
    CHECK(bea.name() == "Bob");
    room.leave(bea);
    CHECK(room.names() == "Ann, Cid");
    CHECK_FALSE(room.is_taken("bob"));
    room.join(bea, "ann2");
    CHECK(room.names() == "Ann, Cid, ann2");
    co_await leave_room(room, seats);
  };
  in_a_world(main);
}

TEST_CASE("room: all hear who joins and who is renamed; the others, who leaves") {
  static constexpr auto main = []() -> Task<void> {
    Room room;
    std::vector<std::unique_ptr<Seat>> seats;
    co_await room_of_three(room, seats);
    const std::string first = co_await seats[0]->heard();
    CHECK(first == joined("Ann") + joined("Bea") + joined("Cid"));
    const std::string last = co_await seats[2]->heard();
    CHECK(last == joined("Cid"));
    room.rename(*seats[0]->member, "Al");
    room.tell("hush\r\n", seats[0]->member.get());
    room.tell("all\r\n", nullptr);
    room.leave(*seats[0]->member);
    room.join(*seats[0]->member, "Ann");
    const std::string ann = co_await seats[0]->heard();
    CHECK(ann == "*** Ann is now Al ***\r\nall\r\n" + joined("Ann"));
    const std::string cid = co_await seats[2]->heard();
    CHECK(cid == "*** Ann is now Al ***\r\nhush\r\nall\r\n" + left("Al") + joined("Ann"));
    co_await leave_room(room, seats);
  };
  in_a_world(main);
}

TEST_CASE("room: once it closes down, nobody hears who leaves, but all else") {
  static constexpr auto main = []() -> Task<void> {
    Room room;
    std::vector<std::unique_ptr<Seat>> seats;
    co_await room_of_three(room, seats);
    (void)co_await seats[2]->heard();
    room.close_down();
    room.leave(*seats[0]->member);
    room.tell("still\r\n", nullptr);
    const std::string cid = co_await seats[2]->heard();
    CHECK(cid == "still\r\n");
    CHECK(room.names() == "Bea, Cid");
    seats[0]->member->close();
    co_await seats[0]->close();
    seats.erase(seats.begin());
    co_await leave_room(room, seats);
  };
  in_a_world(main);
}

TEST_CASE("member: an outbox holds exactly its limit; one byte more is the end of the connection") {
  static constexpr auto main = []() -> Task<void> {
    const CaptureLog log;
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    Member& member = *seat->member;
    seat->clog();
    member.hear(std::string(400, 'a'));
    member.hear(std::string(600, 'b'));
    CHECK_FALSE(member.writer().is_closing());
    CHECK(log.count("cut ") == 0);
    member.hear("c");
    CHECK(member.writer().is_closing());
    CHECK(log.count("cut " + member.writer().peername().str() + " off: 1000 bytes") == 1);
    for (int i = 0; i < 20; ++i) member.hear(std::string(1001, 'd'));  // nothing is said twice
    CHECK(log.records.size() == 1);
    co_await seat->close();
  };
  in_a_world(main);
}

TEST_CASE("member: who takes all that comes is not cut off, however much comes in one moment") {
  static constexpr auto main = []() -> Task<void> {
    const CaptureLog log;
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    Member& member = *seat->member;
    const TaskHandle<void> sending = create_task(member.send_all());
    std::string all;
    for (int i = 0; i < 50; ++i) {
      all += std::string(999, static_cast<char>('a' + i % 26)) + "\n";
      member.hear(all.substr(all.size() - 1000));  // no pass of the loop between them
    }
    member.hear(std::string(5000, '!'));  // more than the limit in one piece
    member.close();
    const std::string heard = co_await seat->heard();
    CHECK((heard == all + std::string(5000, '!')));
    CHECK(log.count("cut ") == 0);
    co_await sending;
    co_await seat->close();
  };
  in_a_world(main);
}

TEST_CASE("member: in order, whichever way it goes") {
  static constexpr auto main = []() -> Task<void> {
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    Member& member = *seat->member;
    const TaskHandle<void> sending = create_task(member.send_all());
    std::string all;
    for (int i = 0; i < 2000; ++i) {
      const std::string line = std::to_string(i) + "\n";
      member.hear(line);
      all += line;
      if (i % 700 == 0) co_await passes(2);
    }
    const std::string heard = co_await seat->heard();
    CHECK((heard == all));
    member.close();
    co_await sending;
    co_await seat->close();
  };
  in_a_world(main);
}

TEST_CASE("member: close() sends what is in the outbox, and nothing that comes later") {
  static constexpr auto main = []() -> Task<void> {
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    Member& member = *seat->member;
    member.hear("one ");
    member.hear("two");
    member.close();
    member.hear("three");
    const TaskHandle<void> sending = create_task(member.send_all());
    const std::string heard = co_await seat->heard();
    CHECK(heard == "one two");
    CHECK(sending.done());
    CHECK(member.writer().is_closing());
    CHECK(seat->client.writer.transport().eof_received());
    co_await sending;
    co_await seat->close();
  };
  in_a_world(main);
}

TEST_CASE("member: a connection that is lost ends the task that sends, without a word") {
  static constexpr auto main = []() -> Task<void> {
    const CaptureLog log;
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    Member& member = *seat->member;
    const TaskHandle<void> sending = create_task(member.send_all());
    co_await passes(2);
    seat->client.writer.abort();
    member.hear("into the void");
    co_await sending;
    member.hear("again");
    CHECK(member.writer().is_closing());
    CHECK(log.records.empty());
  };
  in_a_world(main);
}

TEST_CASE("member: it lives as long as the task that sends for it") {
  static constexpr auto main = []() -> Task<void> {
    std::unique_ptr<Seat> seat = co_await take_seat(1000);
    const TaskHandle<void> sending = create_task(seat->member->send_all());
    co_await passes(2);
    seat->member->hear("a last word");
    seat->member->close();
    seat->member = Ref<Member>();
    co_await sending;
    std::string heard = co_await seat->client.reader.read();
    CHECK(heard == "a last word");
    seat->client.writer.close();
  };
  in_a_world(main);
}

}  // namespace
}  // namespace kit
