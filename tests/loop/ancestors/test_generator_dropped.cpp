// Generator: what happens to one that nobody asks any more.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/generator.hpp"
#include "tests/support/witness.hpp"

using namespace kit;
using test::Tally;
using test::Witness;

namespace {

using Log = std::vector<std::string>;

/// Writes its name as it dies.
class Mark {
 public:
  Mark(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  ~Mark() { log_.push_back(name_); }

 private:
  Log& log_;
  std::string name_;
};

Generator<int> with_marks(Log& log) {
  const Mark outer(log, "outer");
  {
    const Mark inner(log, "inner");
    co_yield 1;
    log.push_back("never");
  }
  co_yield 2;
}

Generator<int> keeps(Witness witness, Log& log) {
  log.push_back("starts");
  const Witness local(witness);
  co_yield 1;
}

Generator<Witness> yields_temporary(Tally& tally) {
  const Witness local(tally);
  co_yield Witness(tally);
}

}  // namespace

TEST_CASE("Generator: dropped half-way, it destroys its locals, the last one first") {
  Log log;
  {
    Generator<int> generator = with_marks(log);
    REQUIRE(generator.next());
    CHECK(log.empty());
  }
  CHECK(log == Log{"inner", "outer"});
}

TEST_CASE("Generator: a loop that is left drops it, too") {
  Log log;
  for ([[maybe_unused]] const int n : with_marks(log)) break;
  CHECK(log == Log{"inner", "outer"});
}

TEST_CASE("Generator: dropped before it started, it frees its parameters and has not run") {
  Tally tally;
  Log log;
  { const Generator<int> generator = keeps(Witness(tally), log); }
  CHECK(log.empty());
  test::check_all_gone(tally);
}

TEST_CASE("Generator: dropped while a temporary is out, it destroys that as well") {
  Tally tally;
  {
    Generator<Witness> generator = yields_temporary(tally);
    REQUIRE(generator.next());
    CHECK(tally.live() == 2);
  }
  test::check_all_gone(tally);
}

TEST_CASE("Generator: assigning drops what was there") {
  Log log;
  Generator<int> generator = with_marks(log);
  REQUIRE(generator.next());
  generator = {};
  CHECK(log == Log{"inner", "outer"});
  CHECK(generator.done());
}
