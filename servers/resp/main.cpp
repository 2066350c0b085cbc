// The RESP server: speaks the Redis protocol.
#include <iostream>
#include <optional>
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
  co_await std::move(serving);
  background.cancel();
}

/// Empty when nothing is to outlive the process.
using MaybeAppendOnly = std::optional<AppendOnly>;

/// Executes the file, if there is to be one. Returns an exit status, 0 if all went well.
int load_keys(const ServeOptions& options, const AppendOnlyOptions& file, Instance& instance,
              MaybeAppendOnly& append_only) {
  if (file.path.empty()) return 0;
  return run_server(options.level, [&] { append_only.emplace(instance, file); });
}

int serve_keys(const ServeOptions& options, const AppendOnlyOptions& file) {
  Instance instance;
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
  std::vector<kit::ChoiceOption> choices{
      {"--appendonly", {}, "", "Keep the keys in this file: commands that the next start repeats"},
      {"--appendfsync",
       {"always", "everysec", "no"},
       "everysec",
       "When that file is synced to the disk"},
  };
  const auto ended = kit::parse_command_line(
      argc, argv, "Server of the Redis protocol on the kit's own event loop.", options, choices);
  if (ended) return *ended;
  if (options.workers != 1) {
    std::cerr << "resp: the keys belong to one loop: use --workers 1\n";
    return 2;
  }
  kit::resp::AppendOnlyOptions file;
  file.path = choices[0].value;
  file.sync = *kit::resp::parse_sync_policy(choices[1].value);
  return kit::resp::serve_keys(options, file);
}
