// What COMMAND DOCS says: what each command is good for, since when, and what it takes.
//
// The text, in the docs_*.cpp: a record for each command, line by line.
//
//   name since group categories      categories of the access control that follow from nothing else
//   = what it does
//   ~ how long it takes
//     argument argument ...          may be missing
//
// A line may go on in another one of its kind. An argument is name:type=TOKEN, then ? if it is
// optional, * if there may be several, + if each has the token again, and in parentheses the
// arguments that it consists of, or of which it is one.
#pragma once

#include <string>
#include <string_view>

#include "servers/resp/protocol/reply.hpp"

namespace kit::resp {

extern const std::string_view docs_of_admin;
extern const std::string_view docs_of_data;
extern const std::string_view docs_of_hashes;
extern const std::string_view docs_of_keys;
extern const std::string_view docs_of_lists;
extern const std::string_view docs_of_pubsub;
extern const std::string_view docs_of_sets;
extern const std::string_view docs_of_sorted_sets;

struct Docs {
  std::string_view since;
  std::string_view group;
  std::string_view categories;  // "keyspace,dangerous", or "-"
  std::string summary;
  std::string complexity;
  std::string arguments;
};

/// Of the command with this full name, as "config|get"; null when there are none.
const Docs* find_docs(std::string_view name);

/// The arguments as an array of maps.
void reply_arguments(ReplyWriter& reply, std::string_view arguments);

}  // namespace kit::resp
