// The RESP benchmark's table, and how a line of it is chosen.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "tests/bench/resp_pinger.hpp"
#include "tests/bench/resp_scenarios.hpp"

namespace kit::bench {
namespace {

TEST_CASE("bench: a scenario is called by its name or by its family's") {
  const auto how_many = [](std::string_view name) {
    int count = 0;
    for (const Scenario& scenario : resp_scenarios) count += is_called(scenario, name) ? 1 : 0;
    return count;
  };
  CHECK(how_many("set-1") == 1);  // and not set-16
  CHECK(how_many("set") == 3);    // and not set1k-1
  CHECK(how_many("set1k") == 2);
  CHECK(how_many("stall") == 2);
  CHECK(how_many("memory") == 3);
  CHECK(how_many("publish") == 2);
  CHECK(how_many("away") == 7);
  CHECK(how_many("away-del") == 4);
  CHECK(how_many("se") == 0);
  CHECK(how_many("set-") == 0);
  CHECK(how_many("") == 0);
}

TEST_CASE("bench: names are unique, and an aim is not easier than its target") {
  std::set<std::string> names;
  for (const Scenario& scenario : resp_scenarios) {
    CHECK(names.insert(scenario.name).second);
    CHECK(scenario.must > 0);
    const bool more_is_better = is_ratio(scenario.kind);
    CHECK((more_is_better ? scenario.aim >= scenario.must : scenario.aim <= scenario.must));
  }
}

TEST_CASE("bench: of a wait, what others caused is taken off once") {
  CHECK(time_away(1'000, 0, 0) == 1'000);
  CHECK(time_away(1'000, 400, 0) == 600);
  CHECK(time_away(1'000, 0, 300) == 700);
  CHECK(time_away(1'000, 400, 300) == 600);  // they may have been the same 300
  CHECK(time_away(1'000, 1'200, 0) == 0);    // the wait began before the question
}

}  // namespace
}  // namespace kit::bench
