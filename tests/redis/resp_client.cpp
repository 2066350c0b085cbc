#include "tests/redis/resp_client.hpp"

#include <algorithm>
#include <stdexcept>

#include "servers/resp/protocol/split_arguments.hpp"
#include "tests/redis/reply.hpp"

namespace kit::test {

std::string encoded(const Arguments& command) {
  std::string bytes = "*" + std::to_string(command.size()) + "\r\n";
  for (const std::string& each : command)
    bytes += "$" + std::to_string(each.size()) + "\r\n" + each + "\r\n";
  return bytes;
}

Arguments words(std::string_view line) {
  std::string storage;
  std::vector<std::string_view> views;
  if (!resp::split_arguments(line, storage, views))
    throw std::runtime_error("unbalanced quotes in the line " + std::string(line));
  return Arguments(views.begin(), views.end());
}

std::string typed(const Arguments& command) {
  std::string line;
  for (const std::string& each : command) {
    const bool plain = !each.empty() && std::all_of(each.begin(), each.end(), [](char letter) {
      return letter > ' ' && letter < 0x7f && letter != '"' && letter != '\'' && letter != '\\';
    });
    line += (line.empty() ? "" : " ") + (plain ? each : shown(each));
  }
  return line;
}

bool RespClient::has_reply() {
  return reply_end(text_.substr(used_) + socket_.peek()) != text_.npos;
}

std::string RespClient::reply() {
  for (;;) {
    const std::size_t end = reply_end(text_, used_);
    if (end != text_.npos) {
      std::string found = text_.substr(used_, end - used_);
      used_ = end;
      return found;
    }
    text_.erase(0, used_);
    used_ = 0;
    const std::string more = socket_.read_some();
    if (more.empty()) return rest();
    text_ += more;
  }
}

std::string RespClient::command(const Arguments& arguments) {
  send(arguments);
  return reply();
}

std::string RespClient::rest() {
  std::string found = text_.substr(used_);
  text_.clear();
  used_ = 0;
  return found + socket_.rest();
}

std::string RespClient::read_through(std::string_view end) {
  std::size_t at = text_.find(end, used_);
  while (at == text_.npos) {
    const std::string more = socket_.read_some();
    if (more.empty()) return rest();
    text_ += more;
    at = text_.find(end, used_);
  }
  std::string found = text_.substr(used_, at + end.size() - used_);
  used_ = at + end.size();
  return found;
}

}  // namespace kit::test
