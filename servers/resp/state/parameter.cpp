#include "servers/resp/state/parameter.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/state/output_limits.hpp"

namespace kit::resp {
namespace {

/// The words of "debug, verbose".
std::vector<std::string_view> split_choices(std::string_view choices) {
  std::vector<std::string_view> words;
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(", "), choices.size());
    words.push_back(choices.substr(0, end));
    choices.remove_prefix(std::min(end + 2, choices.size()));
  }
  return words;
}

std::string out_of_range(const Parameter& parameter) {
  // An unsigned 32-bit number is one in Redis, and anything else a signed one.
  return "argument must be between " + std::to_string(parameter.lowest) + " and " +
         std::to_string(parameter.highest) + " inclusive";
}

/// What is wrong with it; `value` becomes the text that is kept.
std::string check_number(const Parameter& parameter, std::string& value) {
  const auto number = parse_integer(value);
  if (!number) return "argument couldn't be parsed into an integer";
  if (*number < parameter.lowest || *number > parameter.highest) return out_of_range(parameter);
  if (parameter.name == "hz") value = std::to_string(std::clamp<std::int64_t>(*number, 1, 500));
  return {};
}

std::string check_memory(const Parameter& parameter, std::string& value) {
  const bool share = parameter.name == "maxmemory-clients";
  if (share && value.ends_with('%') && parse_integer(value.substr(0, value.size() - 1))) return {};
  const auto bytes = parse_memory(value);
  if (!bytes && share) return "argument must be a memory or percent value";
  if (!bytes) return "argument must be a memory value";
  const bool any = parameter.name == "maxmemory";
  const bool fits = *bytes >= static_cast<std::uint64_t>(parameter.lowest) &&
                    *bytes <= static_cast<std::uint64_t>(parameter.highest);
  if (!any && !fits) return out_of_range(parameter);
  value = std::to_string(*bytes);
  return {};
}

std::string check_choice(const Parameter& parameter, std::string& value) {
  value = in_small_letters(value);
  const auto words = split_choices(parameter.choices);
  if (std::find(words.begin(), words.end(), value) != words.end()) return {};
  return std::string("argument(s) must be one of the following: ").append(parameter.choices);
}

std::string check(const Parameters& parameters, const Parameter& parameter, std::string& value) {
  OutputLimits limits = parameters.output_limits;
  switch (parameter.kind) {
    case Parameter::Kind::yes_no:
      value = in_small_letters(value);
      return value == "yes" || value == "no" ? "" : "argument must be 'yes' or 'no'";
    case Parameter::Kind::number:
      return check_number(parameter, value);
    case Parameter::Kind::memory:
      return check_memory(parameter, value);
    case Parameter::Kind::choice:
      return check_choice(parameter, value);
    case Parameter::Kind::output_limits:
      return change_output_limits(limits, value);
    case Parameter::Kind::events:
      return EventSelection::parse(value) ? ""
                                          : "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";
    case Parameter::Kind::text:
      break;
  }
  return {};
}

/// Puts a value that was checked where it belongs.
struct Store {
  Parameters& parameters;
  const Parameter& parameter;
  const std::string& value;

  void operator()(std::string_view initial) const {
    if (value == initial)
      parameters.remembered.erase(parameter.name);
    else
      parameters.remembered[parameter.name] = value;
  }
  void operator()(bool Parameters::*member) const { parameters.*member = value == "yes"; }
  void operator()(int Parameters::*member) const { parameters.*member = std::stoi(value); }
  void operator()(std::size_t Parameters::*member) const {
    parameters.*member = std::stoull(value);
  }
  void operator()(std::string Parameters::*member) const { parameters.*member = value; }
  void operator()(EvictionPolicy Parameters::*member) const {
    parameters.*member = *parse_policy(value);
  }
  void operator()(EventSelection Parameters::*member) const {
    parameters.*member = *EventSelection::parse(value);
  }
  void operator()(OutputLimits Parameters::*member) const {
    (void)change_output_limits(parameters.*member, value);
  }
};

struct Load {
  const Parameters& parameters;
  const Parameter& parameter;

  std::string operator()(std::string_view initial) const {
    const auto found = parameters.remembered.find(parameter.name);
    return std::string(found == parameters.remembered.end() ? initial : found->second);
  }
  std::string operator()(bool Parameters::*member) const {
    return parameters.*member ? "yes" : "no";
  }
  std::string operator()(int Parameters::*member) const {
    return std::to_string(parameters.*member);
  }
  std::string operator()(std::size_t Parameters::*member) const {
    return std::to_string(parameters.*member);
  }
  std::string operator()(std::string Parameters::*member) const { return parameters.*member; }
  std::string operator()(EvictionPolicy Parameters::*member) const {
    return std::string(to_string(parameters.*member));
  }
  std::string operator()(EventSelection Parameters::*member) const {
    return (parameters.*member).str();
  }
  std::string operator()(OutputLimits Parameters::*member) const {
    return to_string(parameters.*member);
  }
};

std::vector<std::string_view> policies() {
  return split_choices(find_parameter("maxmemory-policy")->choices);
}

}  // namespace

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& letter : small)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter | 0x20);
  return small;
}

const Parameter* find_parameter(std::string_view name) {
  std::string small = in_small_letters(name);
  for (const Alias& alias : parameter_aliases())
    if (alias.name == small) small = alias.of;
  for (const Parameter& parameter : all_parameters())
    if (parameter.name == small) return &parameter;
  return nullptr;
}

std::string read_parameter(const Parameters& parameters, const Parameter& parameter) {
  return std::visit(Load{parameters, parameter}, parameter.place);
}

std::string write_parameter(Parameters& parameters, const Parameter& parameter,
                            std::string_view value) {
  std::string kept(value);
  std::string wrong = check(parameters, parameter, kept);
  if (wrong.empty()) std::visit(Store{parameters, parameter, kept}, parameter.place);
  return wrong;
}

std::optional<std::uint64_t> parse_memory(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint64_t bytes;
  };
  constexpr std::array<Unit, 8> units{{{"", 1},
                                       {"b", 1},
                                       {"k", 1000},
                                       {"kb", 1 << 10},
                                       {"m", 1000 * 1000},
                                       {"mb", 1 << 20},
                                       {"g", 1000 * 1000 * 1000},
                                       {"gb", 1 << 30}}};
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = in_small_letters(text.substr(end));
  std::uint64_t number = 0;
  if (std::from_chars(text.data(), text.data() + end, number).ec == std::errc::result_out_of_range)
    number = most;
  for (const Unit& each : units)
    if (unit == each.name) return number > most / each.bytes ? most : number * each.bytes;
  return std::nullopt;
}

std::string_view to_string(EvictionPolicy policy) {
  return policies()[static_cast<std::size_t>(policy)];
}

std::optional<EvictionPolicy> parse_policy(std::string_view text) {
  const auto words = policies();
  const auto found = std::find(words.begin(), words.end(), in_small_letters(text));
  if (found == words.end()) return std::nullopt;
  return static_cast<EvictionPolicy>(found - words.begin());
}

}  // namespace kit::resp
