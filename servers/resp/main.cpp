// The RESP server: speaks the Redis protocol.
#include <string>
#include <vector>

#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"
#include "servers/resp/server/connection.hpp"

#ifdef __GLIBC__  // known since <string>
#include <malloc.h>
#endif

int main(int argc, char** argv) {
#ifdef __GLIBC__
  // Freed small blocks in lists of their own make a later large request walk all of them: after
  // half a million erased keys, 20 ms in one command.
  mallopt(M_MXFAST, 0);
#endif
  kit::ServeOptions options;
  options.port = 6379;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "Server of the Redis protocol on the kit's own event loop.", options, choices);
  if (ended) return *ended;
  kit::resp::Instance instance;
  return kit::serve(options, [&instance](kit::StreamReader reader, kit::StreamWriter writer) {
    return kit::resp::serve_client(instance, std::move(reader), std::move(writer));
  });
}
