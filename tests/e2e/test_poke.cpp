// The load client as people start it. What it finds in servers that are wrong is in
// tests/tools/poke; here stand its exit codes, and what it says to whom.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "loop/os/socket.hpp"
#include "loop/tasks/run.hpp"
#include "streams/server.hpp"
#include "tests/e2e/echo_server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/terminal.hpp"

namespace kit::test {
namespace {

std::vector<std::string> poke_command(std::uint16_t port, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {KIT_POKE, "127.0.0.1", std::to_string(port)});
  return options;
}

/// Enough to be a crowd, and quick.
std::vector<std::string> small(std::vector<std::string> options) {
  for (const std::string more :
       {"--clients", "6", "--messages", "8", "--beside", "2", "--timeout", "60"})
    options.push_back(more);
  return options;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return letter == '\n' || (letter >= ' ' && letter <= '~');
  });
}

/// It finds nothing wrong, and says so in plain text on stdout alone.
void check_all_right(std::uint16_t port, std::vector<std::string> options) {
  const Outcome outcome(poke_command(port, std::move(options)));
  CAPTURE(outcome.out);
  CHECK(outcome.ending == Ending{.status = 0, .signal = 0});
  CHECK(outcome.err == "");
  CHECK(is_plain(outcome.out));
  CHECK(has(outcome.out, "  verdict       all right\n"));
  CHECK(has(outcome.out, "p99.9"));
}

TEST_CASE("poke: every mode against the echo in its three styles") {
  for (const std::string style : {"raw", "line", "protocol"}) {
    EchoServer server(style);
    check_all_right(server.port(), small({"--mode", "all"}));
    server.stop();
  }
}

TEST_CASE("poke: its defaults against the ancestors") {
  for (const std::string name :
       {"select_echo", "dispatcher_echo", "async_chat_echo", "yield_echo"}) {
    CAPTURE(name);
    EchoServer server(ancestor(name));
    check_all_right(server.port(), {});
    check_all_right(server.port(), small({"--mode", "coalesced"}));
  }
}

TEST_CASE("poke: the GOT: echo, byte by byte") {
  EchoServer server(ancestor("yield_echo"));
  check_all_right(server.port(), small({"--mode", "bytewise"}));
}

TEST_CASE("poke: --chat against the chat, also beside hostile ones") {
  EchoServer server({KIT_SERVERS "/chat", "--port", "0"});
  check_all_right(server.port(), small({"--chat", "--mode", "all"}));
  server.stop();
}

// ------------------------------------------------------------ servers that are wrong

/// Answers in a thread of its own: a letter of every third line comes back as another one.
class WrongServer {
 public:
  WrongServer()
      : server_(start_server(loop_, ConnectionHandler(mangle), {any_port()})),
        port_(server_.addresses().front().port()),
        serving_(create_task(loop_, server_.serve_forever())),
        thread_([this] {
          try {
            run_until_done(loop_, serving_.state());
          } catch (...) {
          }
        }) {}
  WrongServer(const WrongServer&) = delete;
  WrongServer& operator=(const WrongServer&) = delete;
  ~WrongServer() {
    loop_.call_soon_threadsafe([this] { serving_.cancel(); });
    thread_.join();
    server_.abort_clients();
    cancel_all_tasks(loop_);
  }

  std::uint16_t port() const noexcept { return port_; }

 private:
  static Task<void> mangle(StreamReader reader, StreamWriter writer) {
    for (int number = 1;; ++number) {
      std::string line = co_await reader.readline();
      if (line.empty()) break;
      if (number % 3 == 0) line[line.size() - 2] = '\033';
      writer.write(line);
    }
    writer.close();
  }

  CaptureLog log_;
  EventLoop loop_;
  Server server_;
  std::uint16_t port_;
  TaskHandle<> serving_;
  std::thread thread_;
};

TEST_CASE("poke: status 1 when replies are wrong, counted, with the first one as plain text") {
  WrongServer server;
  const Outcome outcome(poke_command(server.port(), small({})));
  CAPTURE(outcome.out);
  CHECK(outcome.ending == Ending{.status = 1, .signal = 0});
  CHECK(has(outcome.out, "48 sent, 36 right replies"));
  CHECK(has(outcome.out, "12 replies wrong; the first: client "));
  CHECK(has(outcome.out, "SOMETHING WAS WRONG"));
  CHECK(is_plain(outcome.out));
}

TEST_CASE("poke: status 1 for a server that is full") {
  EchoServer server(echo_command({"--style", "line", "--max-connections", "2"}));
  const Outcome outcome(poke_command(server.port(), small({})));
  CAPTURE(outcome.out);
  CHECK(outcome.ending == Ending{.status = 1, .signal = 0});
  CHECK(has(outcome.out, "; it said 'Server is busy. Try again later.'"));
  server.stop();
}

// ------------------------------------------------------------ bad input

void check_refused(const std::vector<std::string>& arguments, int status,
                   const std::vector<std::string>& words) {
  std::vector<std::string> command = arguments;
  command.insert(command.begin(), KIT_POKE);
  const Outcome outcome(command);
  CAPTURE(outcome.err);
  CHECK(outcome.ending == Ending{.status = status, .signal = 0});
  CHECK(outcome.out == "");
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(outcome.err.starts_with("poke: "));
  for (const std::string& word : words) {
    CAPTURE(word);
    CHECK(has(outcome.err, word));
  }
}

TEST_CASE("poke: status 2 and one line for bad arguments") {
  check_refused({}, 2, {"HOST", "--help"});
  check_refused({"127.0.0.1"}, 2, {"PORT"});
  for (const std::string port : {"0", "65536", "x", "80x"})
    check_refused({"127.0.0.1", port}, 2, {"PORT"});
  const auto with = [](const std::string& option, const std::string& value) {
    check_refused({"127.0.0.1", "80", option, value}, 2, {option});
  };
  for (const std::string option : {"--clients", "--messages"})
    for (const std::string value : {"0", "-1", "x", "1000000000000"}) with(option, value);
  for (const std::string value : {"0", "31", "2000000", "x"}) with("--size", value);
  for (const std::string value : {"0", "-1", "nan", "inf", "x", ""}) with("--timeout", value);
  with("--beside", "-1");
  with("--mode", "bogus");
  check_refused({"127.0.0.1", "80", "--bogus"}, 2, {"--bogus"});
  check_refused({"127.0.0.1", "80", "--chat", "--mode", "half-close"}, 2, {"--chat", "half-close"});
  check_refused({"127.0.0.1", "80", "--chat", "--clients", "1"}, 2, {"--chat", "two"});
}

TEST_CASE("poke: status 1 and one line when nobody is there") {
  // Bound, and not listening: nobody else can get this port meanwhile.
  const Fd bound(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_storage storage{};
  const socklen_t length = any_port().to_sockaddr(storage);
  REQUIRE(::bind(bound.get(), reinterpret_cast<const sockaddr*>(&storage), length) == 0);
  const Address address = os_net().sockname(bound.get());
  check_refused({"127.0.0.1", std::to_string(address.port())}, 1,
                {address.str(), "refused", "listening"});
  check_refused({"no.such.host.invalid", "80"}, 1, {"no.such.host.invalid"});
}

TEST_CASE("poke: more clients than the system allows: it says how many are possible") {
  EchoServer server("raw");
  const Outcome outcome(with_descriptors(100, poke_command(server.port(), {"--clients", "100"})));
  CHECK(outcome.ending == Ending{.status = 1, .signal = 0});
  CHECK(outcome.out == "");
  CHECK(has(outcome.err, "100 clients at once are too many: this system allows 68 "));
  const Outcome enough(with_descriptors(100, poke_command(server.port(), {"--clients", "68"})));
  CAPTURE(enough.out);
  CHECK(enough.ending == Ending{.status = 0, .signal = 0});
  server.stop();
}

TEST_CASE("poke: raises the soft limit of descriptors by itself") {
  EchoServer server("raw");
  std::vector<std::string> command = poke_command(server.port(), {"--clients", "100"});
  command.insert(command.begin(), {"/bin/sh", "-c", "ulimit -S -n 64 && exec \"$0\" \"$@\""});
  const Outcome outcome(command);
  CAPTURE(outcome.out);
  CHECK(outcome.ending == Ending{.status = 0, .signal = 0});
  CHECK(has(outcome.out, "100 made, 0 refused"));
  server.stop();
}

// ------------------------------------------------------------ those who watch

/// Bytes from a terminal until `words` are among them.
std::string shown_until(const Terminal& terminal, const std::string& words) {
  std::string text;
  while (!has(text, words)) text += terminal.read(1);
  return text;
}

/// Until the bar says that messages were answered.
void await_work(const Terminal& terminal) {
  for (bool at_work = false; !at_work;) {
    (void)shown_until(terminal, "] ");
    const char digit = terminal.read(1).front();
    at_work = digit >= '1' && digit <= '9';
  }
}

TEST_CASE("poke: a bar on a terminal, which is removed, and no control character in a pipe") {
  EchoServer server("raw");
  const Terminal terminal;
  Process poke(poke_command(server.port(), small({})), {.err = terminal.slave.get()});
  const std::string shown = shown_until(terminal, "] ");
  CHECK(shown.starts_with("\rnormal ["));
  (void)shown_until(terminal, "\r\033[K");
  CHECK(is_plain(poke.out_rest()));
  CHECK(poke.wait() == Ending{.status = 0, .signal = 0});
  server.stop();
}

TEST_CASE("poke: Ctrl-C gives the report of what was so far") {
  EchoServer server("raw");
  const Terminal terminal;
  Process poke(poke_command(server.port(), {"--messages", "100000000"}),
               {.err = terminal.slave.get()});
  await_work(terminal);
  poke.signal(SIGINT);
  const std::string out = poke.out_rest();
  CAPTURE(out);
  CHECK(poke.wait() == Ending{.status = 130, .signal = 0});
  CHECK(has(out, "INTERRUPTED"));
  CHECK(has(out, " made, 0 refused"));
  CHECK(has(out, "errors        none"));
  CHECK_FALSE(has(out, " 0 right replies"));
  server.stop();
}

TEST_CASE("poke: a server that stops in the middle") {
  EchoServer server("raw");
  const Terminal terminal;
  Process poke(poke_command(server.port(), {"--messages", "100000000"}),
               {.err = terminal.slave.get()});
  await_work(terminal);
  server.stop();
  const std::string out = poke.out_rest();
  CAPTURE(out);
  CHECK(poke.wait() == Ending{.status = 1, .signal = 0});
  CHECK(has(out, "closed early; the first: client "));
}

TEST_CASE("poke: --help says what the modes are") {
  const Outcome outcome({KIT_POKE, "--help"});
  CHECK(outcome.ending == Ending{.status = 0, .signal = 0});
  for (const std::string word : {"--clients", "--messages", "--mode", "bytewise", "coalesced",
                                 "half-close", "reset", "never-reads", "vanish", "--chat"})
    CHECK(has(outcome.out, word));
}

}  // namespace
}  // namespace kit::test
