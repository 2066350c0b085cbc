// CONFIG: what the server is told to do, and how it does it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/help.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/state/parameter.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

struct Found {
  std::string_view name;
  const Parameter* parameter;
};

/// Adds it, unless it is there already.
void add(std::vector<Found>& found, std::string_view name, const Parameter* parameter) {
  for (const Found& other : found)
    if (in_small_letters(other.name) == in_small_letters(name)) return;
  found.push_back({name, parameter});
}

/// A word that is no pattern is given back as it was written, in capitals, too.
void find(std::vector<Found>& found, std::string_view pattern) {
  if (pattern.find_first_of("[*?") == pattern.npos) {
    const Parameter* const parameter = find_parameter(pattern);
    if (parameter != nullptr) add(found, pattern, parameter);
    return;
  }
  for (const Parameter& parameter : all_parameters())
    if (glob_match(pattern, parameter.name, Case::insensitive))
      add(found, parameter.name, &parameter);
  for (const Alias& alias : parameter_aliases())
    if (glob_match(pattern, alias.name, Case::insensitive))
      add(found, alias.name, find_parameter(alias.of));
}

/// What it is really, also if the system has chosen it.
std::string value_of(const Instance& instance, const Parameter& parameter) {
  if (parameter.name == "port" && instance.port != 0) return std::to_string(instance.port);
  if (parameter.name == "appendonly" && instance.journal != nullptr) return "yes";
  return read_parameter(instance.parameters, parameter);
}

std::string failure(std::string_view name, std::string_view reason) {
  return std::string("ERR CONFIG SET failed (possibly related to argument '")
      .append(name)
      .append("') - ")
      .append(reason);
}

struct Change {
  const Parameter* parameter;
  std::string name;  // which may be another one of the same parameter: the last one counts then
  std::string_view value;
};
using Changes = std::vector<Change>;

/// What is wrong with the names, before any value is looked at; empty: nothing.
std::string collect(Call& call, Changes& changes) {
  for (std::size_t i = 2; i < call.size(); i += 2) {
    const Parameter* const parameter = find_parameter(call[i]);
    if (parameter == nullptr)
      return std::string("ERR Unknown option or number of arguments for CONFIG SET - '")
          .append(until_zero(call[i]))
          .append("'");
    if (parameter->access == Parameter::Access::fixed)
      return failure(call[i], "can't set immutable config");
    if (parameter->access == Parameter::Access::guarded)
      return failure(call[i], "can't set protected config");
    std::string name = in_small_letters(call[i]);
    for (const Change& other : changes)
      if (other.name == name) return failure(call[i], "duplicate parameter");
    changes.push_back({parameter, std::move(name), call[i + 1]});
  }
  return {};
}

}  // namespace

void config_get(Call& call) {
  std::vector<Found> found;
  for (std::size_t i = 2; i < call.size(); ++i) find(found, call[i]);
  call.reply.map(found.size());
  for (const auto& [name, parameter] : found) {
    call.reply.bulk(name);
    call.reply.bulk(value_of(call.instance, *parameter));
  }
}

/// All of them, or none.
void config_set(Call& call) {
  if (call.size() % 2 != 0) return call.reply.error(syntax_error);
  Changes changes;
  if (const std::string wrong = collect(call, changes); !wrong.empty())
    return call.reply.error(wrong);
  Parameters changed = call.instance.parameters;
  for (const auto& [parameter, name, value] : changes)
    if (const std::string wrong = write_parameter(changed, *parameter, value); !wrong.empty())
      return call.reply.error(failure(name, wrong));
  call.instance.parameters = std::move(changed);
  call.instance.follow_parameters();
  if (Journal* const journal = call.instance.journal) journal->obey(call.instance.parameters);
  call.reply.simple("OK");
}

void config_resetstat(Call& call) {
  call.instance.statistics = {};
  call.reply.simple("OK");
}

void config_rewrite(Call& call) {
  call.reply.error("ERR The server is running without a config file");
}

void config_help(Call& call) {
  reply_help(
      call, "CONFIG",
      {"GET <pattern>", "    Return parameters matching the glob-like <pattern> and their values.",
       "SET <directive> <value>", "    Set the configuration <directive> to <value>.", "RESETSTAT",
       "    Reset statistics reported by the INFO command.", "REWRITE",
       "    Rewrite the configuration file."});
}

}  // namespace kit::resp::commands
