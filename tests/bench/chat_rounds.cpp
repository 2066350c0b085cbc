#include "tests/bench/chat_rounds.hpp"

#include <memory>
#include <stdexcept>

#include "tests/bench/chat_load.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/turns.hpp"

namespace kit::bench {

namespace {

constexpr std::uint64_t warm_up_ns = 100'000'000;

ChatSpec with_stuck(ChatSpec spec, std::size_t stuck) {
  spec.stuck = stuck;
  return spec;
}

// A server that takes part in a round, its clients, and what has been measured so far.
class ChatRunner {
 public:
  ChatRunner(const ChatSubject& subject, const ChatSpec& spec, const ChatSettings& settings)
      : server_(subject.command, settings.server_core),
        load_(with_stuck(spec, subject.stuck), server_.port()) {
    load_.run(warm_up_ns);
  }

  void take_turn(double slice) {
    const std::uint64_t before = settled_cpu_ns(server_.pid());
    const ChatWindow window = load_.run(static_cast<std::uint64_t>(slice * 1e9));
    const std::uint64_t used = settled_cpu_ns(server_.pid()) - before;
    if (used == 0) fail("used no CPU time that the kernel could count");
    sample_.rates.push_back(static_cast<double>(window.deliveries) /
                            (static_cast<double>(used) * 1e-9));
    sample_.cut_off += window.cut_off;
    deliveries_ += window.deliveries;
    reads_ += window.reads;
    latency_.add(window.latency);
  }

  ChatSample finish(const ChatSubject& subject) {
    if (sample_.cut_off < subject.stuck) fail("a client that does not read was not cut off");
    sample_.joined = static_cast<double>(deliveries_) / static_cast<double>(reads_);
    sample_.p50_ms = static_cast<double>(latency_.quantile(0.50)) * 1e-6;
    sample_.p99_ms = static_cast<double>(latency_.quantile(0.99)) * 1e-6;
    return sample_;
  }

 private:
  Server server_;
  ChatLoad load_;  // after the server, so that it goes first
  ChatSample sample_;
  Histogram latency_;
  std::uint64_t deliveries_ = 0;
  std::uint64_t reads_ = 0;
};

template <class Work>
auto blaming(const ChatSubject& subject, Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw std::runtime_error(subject.name + ": " + error.what());
  }
}

std::vector<ChatSample> run_round(const std::vector<ChatSubject>& subjects, const ChatSpec& spec,
                                  const ChatSettings& settings) {
  std::vector<std::unique_ptr<ChatRunner>> runners;
  for (const ChatSubject& subject : subjects)
    runners.push_back(
        blaming(subject, [&] { return std::make_unique<ChatRunner>(subject, spec, settings); }));
  for (int turn = 0; turn < settings.turns; ++turn) {
    for (std::size_t step = 0; step < subjects.size(); ++step) {
      const std::size_t who = whose_turn(static_cast<std::size_t>(turn), step, subjects.size());
      blaming(subjects[who], [&] { runners[who]->take_turn(settings.slice); });
    }
  }
  std::vector<ChatSample> samples;
  for (std::size_t who = 0; who < subjects.size(); ++who)
    samples.push_back(blaming(subjects[who], [&] { return runners[who]->finish(subjects[who]); }));
  return samples;
}

}  // namespace

std::vector<std::vector<ChatSample>> run_chat_rounds(const std::vector<ChatSubject>& subjects,
                                                     const ChatSpec& spec,
                                                     const ChatSettings& settings) {
  std::vector<std::vector<ChatSample>> rounds;
  for (int round = 0; round < settings.rounds; ++round)
    rounds.push_back(run_round(subjects, spec, settings));
  return rounds;
}

}  // namespace kit::bench
