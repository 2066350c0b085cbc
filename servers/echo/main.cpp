// The echo server: sends back what it gets.
#include <string>
#include <vector>

#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"
#include "servers/echo/styles.hpp"

int main(int argc, char** argv) {
  kit::ServeOptions options;
  std::vector<kit::ChoiceOption> choices{
      {.name = "--style",
       .choices = {"raw", "line", "protocol"},
       .value = "raw",
       .help = "raw: bytes as they came; line: 'Echo: TEXT' for each line; protocol: TIME, HELP, "
               "QUIT"}};
  const auto ended = kit::parse_command_line(argc, argv, "Echo server on the kit's own event loop.",
                                             options, choices);
  if (ended) return *ended;

  const std::string style = choices.front().value;
  const auto serve_one = style == "raw"    ? kit::echo_raw
                         : style == "line" ? kit::echo_lines
                                           : kit::echo_protocol;
  return kit::serve(options, [serve_one, idle = options.idle_timeout](kit::StreamReader reader,
                                                                      kit::StreamWriter writer) {
    return serve_one(std::move(reader), std::move(writer), idle);
  });
}
