// Bench: a server's keys and clients without a socket: words go in, the raw reply comes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/tasks/task.hpp"
#include "servers/resp/commands/execute.hpp"
#include "servers/resp/protocol/split_arguments.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp {

/// Notes what the append-only file would get, a line for each command: "0 SET key value".
class NotedJournal : public Journal {
 public:
  void before_change(std::size_t database, std::string_view key) override {
    announced.push_back(std::to_string(database).append(" ").append(key));
  }
  void append(std::size_t database, std::span<const std::string_view> words) override {
    std::string line = std::to_string(database);
    for (const std::string_view word : words) line.append(" ").append(word);
    lines.push_back(line);
  }
  bool must_wait() const noexcept override { return false; }

  std::vector<std::string> announced;  // "0 key", before each change
  std::vector<std::string> lines;
};

/// Cannot be moved: the instance looks at its clock, and knows its clients.
class Bench {
 public:
  explicit Bench(Parameters parameters = {})
      : instance(std::move(parameters), [this] { return now; }) {
    add_client();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  std::int64_t now = 1'700'000'000'000;  // Unix time in ms; the test moves it
  NotedJournal journal;                  // in use after keep_journal()
  Instance instance;
  std::deque<Client> clients;  // [0] is there from the start

  /// One more, as after a connect. Stays where it is.
  Client& add_client() {
    Client& client = clients.emplace_back();
    client.id = instance.next_client_id++;
    client.since = client.last_active = now;
    client.authenticated = instance.parameters.requirepass.empty();
    instance.clients.emplace(client.id, &client);
    return client;
  }

  /// From now on, `journal` is told.
  void keep_journal() { instance.journal = &journal; }

  /// The raw reply to a line as a person types it: quotes as in redis-cli.
  std::string run(std::string_view line) { return run(clients[0], line); }
  std::string run(Client& client, std::string_view line) {
    std::string storage;
    std::vector<std::string_view> words;
    if (!split_arguments(line, storage, words)) return "unbalanced quotes in the test's own line";
    return run_words(client, words);
  }
  /// The same to words of any bytes.
  std::string run_words(const std::vector<std::string_view>& words) {
    return run_words(clients[0], words);
  }
  std::string run_words(Client& client, const std::vector<std::string_view>& words) {
    instance.update_time();
    execute(instance, client, words, client.out);
    instance.send_pushes(instance.take_pushes());
    return take(client);
  }
  /// What the client is to be sent, and was not asked for by run().
  static std::string take(Client& client) { return std::exchange(client.out, {}); }
};

/// A reply of bytes: "$3\r\nabc\r\n".
inline std::string bulk(std::string_view bytes) {
  std::string out;
  ReplyWriter(out).bulk(bytes);
  return out;
}

/// A reply of one number: ":3\r\n".
inline std::string number(std::int64_t value) {
  std::string out;
  ReplyWriter(out).integer(value);
  return out;
}

/// A reply that refuses: "-ERR syntax error\r\n".
inline std::string refusal(std::string_view text) {
  std::string out;
  ReplyWriter(out).error(text);
  return out;
}

inline const std::string ok = "+OK\r\n";
inline const std::string nothing = "$-1\r\n";

}  // namespace kit::resp
