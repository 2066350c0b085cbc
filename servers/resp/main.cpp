// The RESP server: speaks the Redis protocol.
#include <signal.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "loop/tasks/spawn.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "servers/common/serve.hpp"
#include "servers/resp/append_only/append_only.hpp"
#include "servers/resp/server/background.hpp"
#include "servers/resp/server/connection.hpp"
#include "servers/resp/server/idle_clients.hpp"
#include "servers/resp/state/parameter.hpp"

#ifdef __GLIBC__  // known since <string>
#include <malloc.h>
#endif

namespace kit::resp {
namespace {

/// A server whose keys come and go by the million must not wait for malloc.
void tune_malloc() {
#ifdef __GLIBC__
  // Freed small blocks in lists of their own make a later large request walk all of them: after
  // half a million erased keys, 20 ms in one command.
  mallopt(M_MXFAST, 0);
  // When the last key below the end of the heap is freed, glibc gives back all that is free there:
  // of a million keys, 35 ms in one command. So it stays here, for the keys to come.
  mallopt(M_TRIM_THRESHOLD, -1);
  // That would keep the system's pages for what is larger than 128 KiB, and each value and reply of
  // that size would be paid for page by page.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
#endif
}

Task<void> serve_and_look_after(Instance& instance, Task<void> serving) {
  const TaskHandle<void> background = create_task(look_after(instance), "background");
  const TaskHandle<void> timeout = create_task(cut_idle_clients(instance), "timeout");
  co_await std::move(serving);
  background.cancel();
  timeout.cancel();
}

/// First the append-only file, then parameters: each has the name that CONFIG SET knows.
std::vector<ChoiceOption> own_options() {
  return {
      {"--appendonly", {}, "", "Keep the keys in this file: commands that the next start repeats"},
      {"--appendfsync",
       {"always", "everysec", "no"},
       "",
       "When that file is synced to the disk (default everysec)"},
      {"--requirepass",
       {},
       "",
       "The password that AUTH asks for; none: everybody may do everything"},
      {"--maxmemory", {}, "", "Bytes for keys and clients, as 100mb or 2gb; 0: no limit (default)"},
      {"--maxmemory-policy", {}, "", "Which keys go then: allkeys-lru, volatile-ttl, ..."},
      {"--protected-mode", {"yes", "no"}, "", "Without a password, only this machine's clients"},
      {"--databases", {}, "", "How many SELECT may choose from (default 16)"},
  };
}

/// False after one line about a value that makes no sense.
bool set_parameters(Parameters& parameters, const std::vector<ChoiceOption>& options) {
  for (const ChoiceOption& option : std::span(options).subspan(1)) {
    if (option.value.empty()) continue;
    const Parameter* const parameter = find_parameter(option.name.substr(2));
    const std::string wrong = write_parameter(parameters, *parameter, option.value);
    if (wrong.empty()) continue;
    std::cerr << "resp: " << option.name << " " << option.value << ": " << wrong << '\n';
    return false;
  }
  return true;
}

/// Several loops would need a lock around every key, or have keys of their own each.
int refuse_workers(int workers) {
  std::cerr << "resp: --workers " << workers << " cannot be: the keys belong to one loop. For more "
            << "cores, start more servers and a proxy that shards the keys (README: More than one "
            << "core)\n";
  return 2;
}

/// What all servers have is a parameter here: clients are told in this protocol, and CONFIG SET
/// changes it.
void take_over(ServeOptions& options, Parameters& parameters) {
  if (options.max_connections > 0)
    parameters.maxclients = static_cast<std::size_t>(options.max_connections);
  options.max_connections = 0;
  // Whole seconds, as `timeout` has them; zero is never, so that a fraction is one.
  parameters.timeout =
      static_cast<int>(std::chrono::ceil<std::chrono::seconds>(options.idle_timeout).count());
}

/// With the signal that begins every graceful stop, unless it has come already: the first one puts
/// the default action back, and a second would end the program in the middle of its stop.
void begin_stop() {
  struct sigaction present {};
  ::sigaction(SIGTERM, nullptr, &present);
  if (present.sa_handler != SIG_DFL) ::raise(SIGTERM);
}

/// Empty when nothing is to outlive the process.
using MaybeAppendOnly = std::optional<AppendOnly>;

/// Executes the file, if there is to be one. Returns an exit status, 0 if all went well.
int load_keys(const ServeOptions& options, const AppendOnlyOptions& file, Instance& instance,
              MaybeAppendOnly& append_only) {
  if (file.path.empty()) return 0;
  return run_server(options.level, [&] { append_only.emplace(instance, file); });
}

int serve_keys(const ServeOptions& options, const AppendOnlyOptions& file, Parameters parameters) {
  Instance instance(std::move(parameters));
  instance.stop = begin_stop;
  MaybeAppendOnly append_only;
  if (const int status = load_keys(options, file, instance, append_only); status != 0)
    return status;
  const ConnectionHandler handler = [&instance](StreamReader reader, StreamWriter writer) {
    return serve_client(instance, std::move(reader), std::move(writer));
  };
  const Around around = [&instance, &append_only](Task<void> serving) {
    Task<void> all = serve_and_look_after(instance, std::move(serving));
    return append_only ? append_only->work_beside(std::move(all)) : std::move(all);
  };
  return serve(options, handler, around);
}

}  // namespace
}  // namespace kit::resp

int main(int argc, char** argv) {
  kit::resp::tune_malloc();
  kit::ServeOptions options;
  options.port = 6379;
  options.workers_help = "Always 1: the keys belong to one loop. For more cores, more servers";
  std::vector<kit::ChoiceOption> choices = kit::resp::own_options();
  const auto ended = kit::parse_command_line(
      argc, argv, "Server of the Redis protocol on the kit's own event loop.", options, choices);
  if (ended) return *ended;
  if (options.workers != 1) return kit::resp::refuse_workers(options.workers);
  kit::resp::Parameters parameters;
  if (!kit::resp::set_parameters(parameters, choices)) return 2;
  kit::resp::take_over(options, parameters);
  kit::resp::AppendOnlyOptions file;
  file.path = choices.front().value;
  file.take_over(parameters);
  return kit::resp::serve_keys(options, file, std::move(parameters));
}
