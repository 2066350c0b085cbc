// Cancelled at any of its awaits, the handler leaves no task, no member and no timer behind, and
// reports nothing. House::shut() and in_a_house() look after it.
#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/servers/chat/house.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Guest;
using test::House;
using test::in_a_house;
using test::joined;
using test::left;
using test::prompt;

/// The handlers that run, and not the tasks that send for them.
std::vector<Ref<TaskBase>> handlers() {
  std::vector<Ref<TaskBase>> found;
  for (const Ref<TaskBase>& task : all_tasks(EventLoop::current()))
    if (task.get() != TaskBase::current() && !task->name().starts_with("outbox"))
      found.push_back(task);
  return found;
}

/// What a guest does, from the door to the end, one pass of the loop at each step.
void step(Guest& guest, int number) {
  if (number == 4) guest.says("Gue");
  if (number == 8) guest.says("st\n");
  if (number == 12) guest.says("one\ntwo\n");
  if (number == 14) guest.says(std::string(20'000, '\n'));  // makes it pause between two lines
  if (number == 18) guest.says(std::string(100'000, 'x'));
  if (number == 22) guest.says("\n");
  if (number == 24)  // answers that nobody reads: the outbox fills, the handler waits for it
    for (int i = 0; i < 300; ++i) guest.says("/help\n");
  if (number == 34) guest.says("/quit\n");
}

constexpr int steps = 60;

/// Cancels the handler after so many steps. Returns where it was.
Task<std::string> cancel_after(House& house, int number) {
  Guest guest;
  co_await guest.knocks(house);
  for (int i = 0; i < number; ++i) {
    step(guest, i);
    co_await test::passes(1);
  }
  const std::vector<Ref<TaskBase>> found = handlers();
  std::string place;
  for (const Ref<TaskBase>& task : found) {
    place = task->describe();
    task->cancel();
  }
  co_await test::passes(10);
  CHECK(house.room.size() == 0);
  CHECK(handlers().empty());
  CHECK(EventLoop::current().timer_count() <= 2);  // this pause, and that of closing
  co_return place;
}

/// What comes after "waits".
std::string reason(const std::string& place) {
  const std::size_t begin = place.find(" waits ");
  if (begin == place.npos) return "runs";
  return place.substr(begin + 7, 12);
}

TEST_CASE("cancel: a handler at any moment of its life leaves nothing behind") {
  static std::set<std::string> places;
  places.clear();
  static int number = 0;
  static constexpr auto evening = [](House& house) -> Task<void> {
    const std::string place = co_await cancel_after(house, number);
    places.insert(reason(place));
  };
  for (number = 0; number < steps; ++number) {
    CAPTURE(number);
    in_a_house(evening, {.idle_timeout = 1h});
  }
  // At the prompt and at what is said; in the pause between two lines; at the last words.
  for (const std::string& place : places) CAPTURE(place);
  CHECK(places.size() >= 3);
}

TEST_CASE("cancel: the others hear that the member left, and it gets the end") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest bob;
    co_await bob.enters(house, "Bob");
    const std::vector<Ref<TaskBase>> bobs = handlers();
    REQUIRE(bobs.size() == 1);
    co_await alice.enters(house, "Alice");
    co_await bob.hears(joined("Alice"));
    bobs.front()->cancel();
    co_await alice.hears(left("Bob"));
    co_await bob.hears("<end>");
    CHECK(house.room.names() == "Alice");
  };
  in_a_house(evening);
}

TEST_CASE("cancel: in the same pass in which the client said something, in either order") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    for (const std::string last : {"hi\n", "/quit\n", "/nick Rob\n"}) {
      for (const bool cancel_first : {false, true}) {
        CAPTURE(last);
        CAPTURE(cancel_first);
        Guest bob;
        co_await bob.enters(house, "Bob");
        const Ref<TaskBase> handler = handlers().front();
        if (cancel_first) handler->cancel();
        bob.says(last);
        if (!cancel_first) {
          co_await test::passes(1);
          handler->cancel();
        }
        const std::string heard = co_await bob.all_heard();
        CHECK((heard.ends_with("<end>") || heard.ends_with("<reset>")));
        CHECK(house.room.size() == 0);
      }
    }
  };
  in_a_house(evening);
}

TEST_CASE("cancel: the server cuts everybody off, whatever they are at") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest bob;
    Guest door;
    Guest slow;
    co_await alice.enters(house, "Alice");
    co_await slow.enters(house, "Slow");
    co_await bob.enters(house, "Bob");
    co_await door.knocks(house);
    alice.talks(20);
    (void)co_await alice.all_heard();
    (void)co_await bob.all_heard();
    co_await door.hears(prompt);
    slow.says("/quit\n");
    co_await both_hear(alice, bob, left("Slow"));
    house.server.abort_clients();
    co_await both_hear(alice, bob, "<reset>");
    co_await door.hears("<reset>");
    CHECK(house.room.size() == 0);
    CHECK(house.server.connection_count() == 0);
  };
  in_a_house(evening);
}

/// Leaves guests of every kind in the house.
Task<void> fill(House& house, std::vector<std::unique_ptr<Guest>>& guests) {
  for (int i = 0; i < 4; ++i) {
    guests.push_back(std::make_unique<Guest>());
    co_await guests.back()->enters(house, "G" + std::to_string(i));
  }
  guests.push_back(std::make_unique<Guest>());
  co_await guests.back()->knocks(house);
  guests[0]->talks(20);
  (void)co_await guests[3]->all_heard();
  guests[1]->says("/quit\n");
  co_await test::passes(10);
}

Task<std::unique_ptr<House>> open_house() {
  auto house = std::make_unique<House>(ChatOptions{.idle_timeout = std::chrono::hours(1)});
  co_return house;
}

TEST_CASE("cancel: a loop that closes while the house is full destroys every frame in peace") {
  sim::World world;
  std::unique_ptr<House> house = run_until_complete(world.loop(), open_house());
  std::vector<std::unique_ptr<Guest>> guests;
  run_until_complete(world.loop(), fill(*house, guests));
  CHECK(house->room.size() == 3);
  house->server.close();
  world.loop().close();
  CHECK(house->room.size() == 0);
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
  guests.clear();
}

TEST_CASE("cancel: a loop that is left cancels everybody") {
  sim::World world;
  std::unique_ptr<House> house = run_until_complete(world.loop(), open_house());
  std::vector<std::unique_ptr<Guest>> guests;
  run_until_complete(world.loop(), fill(*house, guests));
  house->server.close();
  cancel_all_tasks(world.loop());
  CHECK(house->room.size() == 0);
  CHECK(house->reports.contexts.empty());
  world.loop().close();
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
  guests.clear();
}

}  // namespace
}  // namespace kit
