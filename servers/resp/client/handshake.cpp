#include "servers/resp/client/handshake.hpp"

#include <string>
#include <utility>

#include "servers/resp/client/errors.hpp"

namespace kit::redis {
namespace {

/// Before Redis 6 there was no HELLO; some proxies know the command and not the version.
bool knows_no_resp3(const Reply& reply) {
  return reply.is_error() && (reply.text.starts_with("NOPROTO") ||
                              reply.text.find("unknown command") != reply.text.npos);
}

Command hello(const RedisUrl& url) {
  Command command = {"HELLO", "3"};
  if (url.password.empty()) return command;
  command.insert(command.end(), {"AUTH", url.user.empty() ? "default" : url.user, url.password});
  return command;
}

Command auth(const RedisUrl& url) {
  if (url.user.empty()) return {"AUTH", url.password};
  return {"AUTH", url.user, url.password};
}

}  // namespace

Reply checked(Reply reply) {
  if (reply.is_error()) throw ReplyError(reply.text);
  return reply;
}

Task<void> shake_hands(Ref<Pipeline> pipeline, RedisUrl url) {
  const Command greeting = hello(url);
  Reply reply = co_await pipeline->send(greeting);
  if (!knows_no_resp3(reply)) {
    (void)checked(std::move(reply));
    pipeline->set_version(Version::resp3);
  } else if (!url.password.empty()) {
    const Command password = auth(url);
    reply = co_await pipeline->send(password);
    (void)checked(std::move(reply));
  }
  if (url.database == 0) co_return;
  const Command select = {"SELECT", std::to_string(url.database)};
  reply = co_await pipeline->send(select);
  (void)checked(std::move(reply));
}

}  // namespace kit::redis
