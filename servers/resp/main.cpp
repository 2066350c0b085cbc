// The RESP server: speaks the Redis protocol.
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "loop/tasks/spawn.hpp"
#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"
#include "servers/resp/server/background.hpp"
#include "servers/resp/server/connection.hpp"

#ifdef __GLIBC__  // known since <string>
#include <malloc.h>
#endif

namespace kit::resp {
namespace {

/// Freed small blocks in lists of their own make a later large request walk all of them: after half
/// a million erased keys, 20 ms in one command.
void tune_malloc() {
#ifdef __GLIBC__
  mallopt(M_MXFAST, 0);
#endif
}

Task<void> serve_and_look_after(Instance& instance, Task<void> serving) {
  const TaskHandle<void> background = create_task(look_after(instance), "background");
  co_await std::move(serving);
  background.cancel();
}

int serve_keys(const ServeOptions& options) {
  Instance instance;
  const ConnectionHandler handler = [&instance](StreamReader reader, StreamWriter writer) {
    return serve_client(instance, std::move(reader), std::move(writer));
  };
  const Around around = [&instance](Task<void> serving) {
    return serve_and_look_after(instance, std::move(serving));
  };
  return serve(options, handler, around);
}

}  // namespace
}  // namespace kit::resp

int main(int argc, char** argv) {
  kit::resp::tune_malloc();
  kit::ServeOptions options;
  options.port = 6379;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "Server of the Redis protocol on the kit's own event loop.", options, choices);
  if (ended) return *ended;
  if (options.workers != 1) {
    std::cerr << "resp: the keys belong to one loop: use --workers 1\n";
    return 2;
  }
  return kit::resp::serve_keys(options);
}
