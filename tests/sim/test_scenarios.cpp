// The unmodified servers in simulated worlds. A failure names its seed, and the command that plays
// it again with its story.
#include <doctest/doctest.h>

#include <string>

#include "loop/sim/failure.hpp"
#include "loop/sim/world.hpp"
#include "tests/sim/scenario.hpp"

namespace kit::sim {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t seeds = 60;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::uint64_t seeds = 60;
#else
constexpr std::uint64_t seeds = 1000;
#endif
#else
constexpr std::uint64_t seeds = 1000;
#endif

void check_seeds(std::string_view scenario, const Profile& profile) {
  CHECK_NOTHROW(run_seeds(scenario_named(scenario), profile, 1, seeds));
}

}  // namespace

TEST_CASE("sim echo: calm") { check_seeds("echo", calm); }
TEST_CASE("sim echo: bytewise") { check_seeds("echo", bytewise); }
TEST_CASE("sim echo: slow_peer") { check_seeds("echo", slow_peer); }
TEST_CASE("sim echo: fd_famine") { check_seeds("echo", fd_famine); }
TEST_CASE("sim echo: flaky") { check_seeds("echo", flaky); }

TEST_CASE("sim chat: calm") { check_seeds("chat", calm); }
TEST_CASE("sim chat: bytewise") { check_seeds("chat", bytewise); }
TEST_CASE("sim chat: slow_peer") { check_seeds("chat", slow_peer); }
TEST_CASE("sim chat: fd_famine") { check_seeds("chat", fd_famine); }
TEST_CASE("sim chat: flaky") { check_seeds("chat", flaky); }

TEST_CASE("sim: another seed is another run, and another profile, too") {
  const Scenario& echo = scenario_named("echo");
  CHECK(echo.run(1, flaky, Story()) != echo.run(2, flaky, Story()));
  CHECK(echo.run(1, flaky, Story()) != echo.run(1, slow_peer, Story()));
}

TEST_CASE("sim: a failure names the command that plays its seed again") {
  const Scenario broken{"echo", [](std::uint64_t seed, const Profile& profile, const Story&) {
                          World world(seed, profile);
                          if (seed == 4711) world.fail("it broke");
                          return world.fingerprint();
                        }};
  CHECK_NOTHROW(run_seeds(broken, flaky, 4000, 711));
  CHECK_THROWS_WITH_AS(run_seeds(broken, flaky, 4000, 1000),
                       "seed 4711, profile flaky, at 0.000000 s: it broke\n"
                       "again: ./kit sim echo --seed 4711 --profile flaky",
                       Failure);
}

TEST_CASE("sim: a scenario that does not do the same twice is found out") {
  const Scenario moody{"moody", [](std::uint64_t, const Profile& profile, const Story&) {
                         static std::uint64_t runs = 0;
                         World world(1, profile);
                         world.advance(Duration(++runs));
                         return world.fingerprint();
                       }};
  CHECK_THROWS_AS(run_seeds(moody, calm, 1, 1), Failure);
}

TEST_CASE("sim: names that there are not") {
  CHECK_THROWS_WITH_AS((void)scenario_named("mail"),
                       "there is no scenario 'mail' (there are echo, chat)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      (void)profile_named("good"),
      "there is no profile 'good' (there are calm, bytewise, slow_peer, fd_famine, flaky)",
      std::invalid_argument);
}

}  // namespace kit::sim
