// Crowd: several clients of each server that watch, wait for, and hear of each other's doings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/redis/grammar.hpp"
#include "tests/redis/resp_client.hpp"

namespace kit::test {

struct CrowdStep {
  std::size_t client = 0;
  Arguments command;  // "id:2" stands for the CLIENT ID of client 2
  /// It has a deadline that is over at once: the reply is awaited before anything else happens.
  bool returns = false;
};

/// The name of a command, in one spelling.
std::string upper(std::string name);

/// The clients of one server.
///
/// Nothing sleeps, and nothing is left to chance: after each command every client that can have
/// been sent something is asked to answer a PING, and an observer says who waits, listens and
/// queues. So what a client gets, and when, is the same in each run.
class Crowd {
 public:
  /// Empties the server. `size` clients, the odd ones of RESP3.
  Crowd(std::uint16_t port, std::size_t size);

  bool waits(std::size_t client) const { return clients_[client].waits; }
  /// What each client got from it, and what they do now: a text to compare. Empty if the client of
  /// this step waits and can send nothing.
  std::string run(const CrowdStep& step);

 private:
  struct Member {
    RespClient connection;
    std::string id;
    std::string marker = {};  // in the reply to its last PING
    bool waits = false;
    bool queues = false;
    bool listens = false;
  };

  Arguments with_ids(const Arguments& command) const;
  std::string ask(Member& member, const CrowdStep& step);
  std::string answer_in_transaction(Member& member);
  std::string answers(Member& member);
  void ping(Member& member);
  /// Notes what each of them does, and tells it.
  std::string observe();
  bool has_stopped(Member& member);

  std::vector<Member> clients_;
  RespClient observer_;
  std::uint64_t pings_ = 0;
};

/// `count` steps of this seed on the servers at these two ports. What differed, for people to read:
/// empty if nothing did.
std::string crowd_duel(std::uint64_t seed, std::size_t count, std::uint16_t redis,
                       std::uint16_t ours);

}  // namespace kit::test
