// CLIENT KILL.
#include <limits>
#include <string>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/client_line.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp::commands {
namespace {

/// Whom it means: all that every given filter fits.
struct Filters {
  std::optional<std::uint64_t> id;
  std::optional<ClientType> type;
  std::optional<std::string_view> peer;
  std::optional<std::string_view> local;
  bool skip_me = true;

  bool fit(const Client& client, const Client& me) const {
    if (id && client.id != *id) return false;
    if (type && *type != type_of(client)) return false;
    if (peer && client.peer != *peer) return false;
    if (local && client.local != *local) return false;
    return !skip_me || &client != &me;
  }
};

bool take_id(Call& call, std::size_t i, Filters& filters) {
  constexpr std::string_view too_small = "ERR client-id should be greater than 0";
  const auto id = call.integer(i, too_small);
  if (!id) return false;
  if (*id < 1) return call.reply.error(too_small), false;
  filters.id = static_cast<std::uint64_t>(*id);
  return true;
}

bool take_user(Call& call, std::string_view name) {
  if (name == "default") return true;  // who else
  call.reply.error(std::string("ERR No such user '").append(name) + "'");
  return false;
}

/// The filter at argument `i` with its value behind it. False after an error.
bool take_filter(Call& call, std::size_t i, Filters& filters) {
  const std::string_view value = call[i + 1];
  if (is_word(call[i], "id")) return take_id(call, i + 1, filters);
  if (is_word(call[i], "user")) return take_user(call, value);
  if (is_word(call[i], "type")) {
    filters.type = client_type(value);
    if (!filters.type) return reply_unknown_type(call, value), false;
  } else if (is_word(call[i], "addr")) {
    filters.peer = value;
  } else if (is_word(call[i], "laddr")) {
    filters.local = value;
  } else if (is_word(call[i], "skipme") && (is_word(value, "yes") || is_word(value, "no"))) {
    filters.skip_me = is_word(value, "yes");
  } else {
    return call.reply.error(syntax_error), false;
  }
  return true;
}

/// Returns how many. This client gets the reply before it goes.
std::int64_t kill_those(Call& call, const Filters& filters) {
  std::vector<Client*> meant;
  for (const auto& [id, client] : call.instance.clients)
    if (filters.fit(*client, call.client)) meant.push_back(client);
  for (Client* const client : meant) {
    client->closing = true;
    if (client == &call.client) continue;
    // At once, for whoever looks, and whoever publishes.
    call.instance.clients.erase(client->id);
    call.instance.subscriptions.leave_all(*client);
    if (client->disconnect) client->disconnect();
  }
  return static_cast<std::int64_t>(meant.size());
}

}  // namespace

void client_kill(Call& call) {
  Filters filters;
  if (call.size() == 3) {  // the old form
    filters.peer = call[2];
    filters.skip_me = false;
    if (kill_those(call, filters) == 0) return call.reply.error("ERR No such client");
    return call.reply.simple("OK");
  }
  for (std::size_t i = 2; i < call.size(); i += 2) {
    if (i + 1 == call.size()) return call.reply.error(syntax_error);
    if (!take_filter(call, i, filters)) return;
  }
  call.reply.integer(kill_those(call, filters));
}

}  // namespace kit::resp::commands
