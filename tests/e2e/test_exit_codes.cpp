// What the server says to the person who started it: one clear line, and the right exit status.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

/// The command ends by itself, with `status`, nothing on stdout, and one line on stderr that has
/// all of `words`.
void check_refused(const std::vector<std::string>& command, int status,
                   const std::vector<std::string>& words) {
  const Outcome outcome(command);
  std::string line;
  for (const std::string& word : command) line += word + " ";
  CAPTURE(line);
  CAPTURE(outcome.err);
  CHECK(outcome.ending == Ending{.status = status, .signal = 0});
  CHECK(outcome.out == "");
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(outcome.err.ends_with("\n"));
  for (const std::string& word : words) {
    CAPTURE(word);
    CHECK(outcome.err.find(word) != std::string::npos);
  }
}

void check_bad_arguments(const std::vector<std::string>& options, std::vector<std::string> words) {
  words.insert(words.end(), {echo_program(), "--help"});
  std::vector<std::string> command = options;
  command.insert(command.begin(), echo_program());
  check_refused(command, 2, words);
}

TEST_CASE("exit code: 2 for what the program does not know") {
  check_bad_arguments({"--bogus"}, {"--bogus"});
  check_bad_arguments({"--bogus=1"}, {"--bogus"});
  check_bad_arguments({"8080"}, {"8080"});
  check_bad_arguments({"--style", "bogus"}, {"--style", "bogus", "raw", "line", "protocol"});
  check_bad_arguments({"--style", ""}, {"--style", "raw"});
  check_bad_arguments({"--log-level", "loud"}, {"--log-level", "loud", "debug", "warning"});
  check_bad_arguments({"--port"}, {"--port"});
}

TEST_CASE("exit code: 2 for numbers that make no sense") {
  check_bad_arguments({"--port", "x"}, {"--port", "x", "0", "65535"});
  check_bad_arguments({"--port", "65536"}, {"--port", "65536", "65535"});
  check_bad_arguments({"--port", "-1"}, {"--port", "-1"});
  check_bad_arguments({"--port", "80x"}, {"--port", "80x"});
  check_bad_arguments({"--workers", "0"}, {"--workers", "1"});
  check_bad_arguments({"--backlog", "0"}, {"--backlog", "1"});
  check_bad_arguments({"--max-connections", "-1"}, {"--max-connections", "-1"});
  for (const std::string bad : {"-1", "x", "nan", "inf", "1e300"})
    check_bad_arguments({"--idle-timeout", bad}, {"--idle-timeout", bad});
}

TEST_CASE("exit code: 2 for a selector that is unknown, or that only other systems have") {
  check_bad_arguments({"--selector", "bogus"}, {"'bogus' is unknown", "auto", "poll", "select"});
#ifdef __linux__
  check_bad_arguments({"--selector", "kqueue"},
                      {"'kqueue' is not on this system", "auto", "epoll", "poll", "select"});
#else
  check_bad_arguments({"--selector", "epoll"},
                      {"'epoll' is not on this system", "auto", "poll", "select"});
#endif
}

TEST_CASE("exit code: 1 for a port that somebody has") {
  EchoServer first("raw");
  const std::string port = std::to_string(first.port());
  check_refused({echo_program(), "--port", port}, 1,
                {"127.0.0.1:" + port, "in use", "another --port"});
  // The first one has not noticed.
  CHECK(first.session("hello\n") == "hello\n");
  first.stop();
}

TEST_CASE("exit code: 1 for a host that is not this machine, or none") {
  check_refused(echo_command({"--host", "192.0.2.1"}), 1, {"192.0.2.1", "another --host"});
  check_refused(echo_command({"--host", "no.such.host.invalid"}), 1,
                {"no.such.host.invalid", "another --host"});
  check_refused(echo_command({"--host", "/no/such/folder/echo.sock"}), 1,
                {"/no/such/folder/echo.sock", "No such file"});
  const std::string long_path = "/tmp/" + std::string(200, 'x');
  check_refused(echo_command({"--host", long_path}), 1, {long_path, "at most"});
}

TEST_CASE("exit code: 1 for a port that only root may have") {
  int first_free_for_all = 1024;
  std::ifstream("/proc/sys/net/ipv4/ip_unprivileged_port_start") >> first_free_for_all;
  std::vector<std::string> command{echo_program(), "--port", "81"};
  // As nobody. Not everybody can become that, and nobody cannot read every folder.
  if (::geteuid() == 0)
    command.insert(command.begin(), {"setpriv", "--reuid=65534", "--clear-groups",
                                     "--inh-caps=-all", "--bounding-set=-all"});
  command.push_back("--help");
  bool can = first_free_for_all > 81;
  try {
    can = can && Outcome(command).ending.status == 0;
  } catch (const std::exception&) {  // there is no setpriv
    can = false;
  }
  if (!can) {
    MESSAGE("skipped: permission cannot be refused here");
    return;
  }
  command.pop_back();
  check_refused(command, 1, {"127.0.0.1:81", "ermission", "--port", "1024"});
}

TEST_CASE("exit code: 1 for a trace that cannot be written, and that before anybody is served") {
  check_refused(echo_command({"--trace", "/no/such/folder/trace.json"}), 1,
                {"/no/such/folder/trace.json", "another --trace"});
  const Folder folder;
  check_refused(echo_command({"--trace", folder / ""}), 1, {folder / "", "another --trace"});
}

TEST_CASE("exit code: 1 for several workers on a path, which only one can have") {
  check_refused(echo_command({"--host", "/tmp/kit-never-made.sock", "--workers", "2"}), 1,
                {"/tmp/kit-never-made.sock", "--workers 1"});
}

TEST_CASE("exit code: 1 when the system has too little for so many workers") {
  check_refused(with_descriptors(20, echo_command({"--workers", "50"})), 1,
                {"Too many open files"});
}

TEST_CASE("exit code: 0 after --help, which names every option") {
  const Outcome outcome({echo_program(), "--help"});
  CHECK(outcome.ending == Ending{.status = 0, .signal = 0});
  CHECK(outcome.err == "");
  for (const char* const option :
       {"--host", "--port", "--selector", "--workers", "--max-connections", "--idle-timeout",
        "--backlog", "--log-level", "--debug", "--trace", "--style"}) {
    CAPTURE(option);
    CHECK(outcome.out.find(option) != std::string::npos);
  }
}

}  // namespace
}  // namespace kit::test
