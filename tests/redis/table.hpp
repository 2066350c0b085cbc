// Table: a file of commands as one types them into redis-cli, which both servers must answer alike.
//
//   == SET with options                 a section: empty servers and new connections
//   # why                               a comment
//   SET a 1 EX 100                      the bytes of the replies must be the same
//   ~seconds TTL a                      alike in a way that likeness.hpp names
//   @2 CLIENT SETNAME x                 on another connection of the section
//   %send CLIENT REPLY OFF              has no reply
//   %until ":0" DBSIZE                  on each server, until this is the reply
//   %blocked 2                          on each server, until so many clients wait
//   %gets @1                            what comes next on that connection: a late reply, a message
//   %scan MATCH a* COUNT 3              a whole SCAN, as a set of keys
//   %closed                             the servers close this connection
//   %stays "PING\r\n"                   these bytes on a new connection, which serves on
//   %closes "*" "1"*100                 these bytes (the second word 100 times), and it is closed
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/conversation.hpp"
#include "tests/redis/likeness.hpp"

namespace kit::test {

struct TableLine {
  int number = 0;         // in the file, from 1 on
  std::string text;       // as it stands there
  std::string directive;  // "%until"; empty: a command
  Likeness likeness = Likeness::bytes;
  int connection = 0;
  std::string rest;  // the command, or what the directive needs
};

struct TableSection {
  std::string name;
  std::vector<TableLine> lines;
};

/// Throws std::runtime_error for a line that means nothing.
std::vector<TableSection> parse_table(std::string_view text);
/// Of tests/redis/tables/NAME.txt.
std::vector<TableSection> read_table(const std::string& name);

/// What differed: the line, and both replies. Nothing if the servers agree.
std::vector<std::string> differences(const TableSection& section, const Side& redis,
                                     const Side& ours, int protocol);

}  // namespace kit::test
