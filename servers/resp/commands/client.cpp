// CLIENT: who is connected, and what this connection is called.
#include <array>
#include <string>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/client_line.hpp"
#include "servers/resp/commands/client_name.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/help.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

/// CLIENT LIST ID id [id ...]: in the order in which they are asked for.
void list_these(Call& call) {
  std::string lines;
  for (std::size_t i = 3; i < call.size(); ++i) {
    const auto id = call.integer(i, "ERR Invalid client ID");
    if (!id) return;
    const auto found = call.instance.clients.find(static_cast<std::uint64_t>(*id));
    if (found != call.instance.clients.end()) append_client_line(lines, *found->second, call.now());
  }
  call.reply.verbatim(lines);
}

/// In Redis's letters and order.
std::string flags(const Client& client) {
  std::string letters;
  if (client.subscriber) letters += 'P';
  if (client.transaction != nullptr) letters += 'x';
  if (client.waiting && client.waiting->for_key()) letters += 'b';
  if (client.watched.is_touched()) letters += 'd';
  if (client.no_evict) letters += 'e';
  return letters.empty() ? "N" : letters;
}

/// Of this type; none: all.
void list_all(Call& call, std::optional<ClientType> type) {
  std::string lines;
  for (const auto& [id, client] : call.instance.clients)
    if (!type || type_of(*client) == *type) append_client_line(lines, *client, call.now());
  call.reply.verbatim(lines);
}

std::size_t subscriptions_of(const Client& client, Realm realm) {
  return client.subscriber ? client.subscriber->count(realm) : 0;
}

}  // namespace

std::optional<ClientType> client_type(std::string_view word) noexcept {
  if (is_word(word, "normal")) return ClientType::normal;
  if (is_word(word, "pubsub")) return ClientType::pubsub;
  constexpr std::array<std::string_view, 3> others{"slave", "replica", "master"};
  for (const std::string_view other : others)
    if (is_word(word, other)) return ClientType::other;
  return std::nullopt;
}

ClientType type_of(const Client& client) noexcept {
  return client.subscriber ? ClientType::pubsub : ClientType::normal;
}

void reply_unknown_type(Call& call, std::string_view word) {
  call.reply.error(std::string("ERR Unknown client type '").append(word) + "'");
}

void append_client_line(std::string& out, const Client& client, std::int64_t now) {
  const auto text = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(value);
  };
  const auto number = [&out](std::string_view name, std::uint64_t value) {
    append_integer(out.append(name), static_cast<std::int64_t>(value));
  };
  const std::size_t total = sizeof client + client.input_size + client.output_size;
  number("id=", client.id);
  text(" addr=", client.peer);
  text(" laddr=", client.local);
  text(" fd=", std::to_string(client.fd));
  text(" name=", client.name);
  text(" age=", std::to_string((now - client.since) / 1000));
  text(" idle=", std::to_string((now - client.last_active) / 1000));
  text(" flags=", flags(client));
  number(" db=", client.database);
  number(" sub=", subscriptions_of(client, Realm::channel));
  number(" psub=", subscriptions_of(client, Realm::pattern));
  number(" ssub=", subscriptions_of(client, Realm::shard_channel));
  text(" multi=", client.transaction ? std::to_string(client.transaction->commands.size()) : "-1");
  number(" qbuf=", client.input_size);
  text(" qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0", "");
  text(" obl=0 oll=0", "");
  number(" omem=", client.output_size);
  number(" tot-mem=", total);
  text(" events=", client.output_size > 0 ? "rw" : "r");
  text(" cmd=", client.last_command != nullptr ? client.last_command->name : "NULL");
  text(" user=default redir=-1", "");
  number(" resp=", static_cast<std::uint64_t>(client.version));
  if (!client.library_name.empty()) text(" lib-name=", client.library_name);
  if (!client.library_version.empty()) text(" lib-ver=", client.library_version);
  out += '\n';
}

void client_id(Call& call) { call.reply.integer(static_cast<std::int64_t>(call.client.id)); }

void client_getname(Call& call) {
  if (call.client.name.empty()) return call.reply.null();
  call.reply.bulk(call.client.name);
}

void client_setname(Call& call) {
  if (set_client_name(call, call[2])) call.reply.simple("OK");
}

/// As Redis 7.2 has it: client libraries send it without asking for the version.
void client_setinfo(Call& call) {
  const bool is_name = is_word(call[2], "lib-name");
  if (!is_plain_word(call[3]))
    return call.reply.error(std::string("ERR ").append(until_zero(call[2])) +
                            " cannot contain spaces, newlines or special characters.");
  if (!is_name && !is_word(call[2], "lib-ver"))
    return call.reply.error(std::string("ERR Unrecognized option '").append(until_zero(call[2])) +
                            "'");
  (is_name ? call.client.library_name : call.client.library_version) = call[3];
  call.reply.simple("OK");
}

void client_info(Call& call) {
  std::string line;
  append_client_line(line, call.client, call.now());
  call.reply.verbatim(line);
}

void client_list(Call& call) {
  if (call.size() == 2) return list_all(call, std::nullopt);
  if (call.size() == 4 && is_word(call[2], "type")) {
    const auto type = client_type(call[3]);
    if (!type) return reply_unknown_type(call, call[3]);
    return list_all(call, type);
  }
  if (call.size() > 3 && is_word(call[2], "id")) return list_these(call);
  call.reply.error(syntax_error);
}

/// What it changes decides whether its own reply leaves: see execute().
void client_reply(Call& call) {
  Client& client = call.client;
  if (is_word(call[2], "on")) {
    client.reply_mode = ReplyMode::on;
    return call.reply.simple("OK");
  }
  if (is_word(call[2], "off")) {
    client.reply_mode = ReplyMode::off;
  } else if (is_word(call[2], "skip")) {
    if (client.reply_mode == ReplyMode::off) return;
    client.reply_mode = ReplyMode::skip;
    client.skip_next = true;
  } else {
    call.reply.error(syntax_error);
  }
}

void client_no_evict(Call& call) {
  const bool on = is_word(call[2], "on");
  if (!on && !is_word(call[2], "off")) return call.reply.error(syntax_error);
  call.client.no_evict = on;
  call.reply.simple("OK");
}

/// There is no tracking of keys, and that is what these two say.
void client_getredir(Call& call) { call.reply.integer(-1); }

void client_trackinginfo(Call& call) {
  call.reply.map(3);
  call.reply.bulk("flags");
  call.reply.set(1);
  call.reply.bulk("off");
  call.reply.bulk("redirect");
  call.reply.integer(-1);
  call.reply.bulk("prefixes");
  call.reply.array(0);
}

void client_help(Call& call) {
  reply_help(call, "CLIENT",
             {"GETREDIR",
              "    Return the client ID we are redirecting to when tracking is enabled.",
              "GETNAME",
              "    Return the name of the current connection.",
              "ID",
              "    Return the ID of the current connection.",
              "INFO",
              "    Return information about the current client connection.",
              "KILL <ip:port>",
              "    Kill connection made from <ip:port>.",
              "KILL <option> <value> [<option> <value> [...]]",
              "    Kill connections. Options are:",
              "    * ADDR (<ip:port>|<unixsocket>:0)",
              "      Kill connections made from the specified address",
              "    * LADDR (<ip:port>|<unixsocket>:0)",
              "      Kill connections made to specified local address",
              "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
              "      Kill connections by type.",
              "    * USER <username>",
              "      Kill connections authenticated by <username>.",
              "    * SKIPME (YES|NO)",
              "      Skip killing current connection (default: yes).",
              "LIST [options ...]",
              "    Return information about client connections. Options:",
              "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
              "      Return clients of specified type.",
              "REPLY (ON|OFF|SKIP)",
              "    Control the replies sent to the current connection.",
              "SETINFO (LIB-NAME|LIB-VER) <value>",
              "    Tell the name or the version of the client library.",
              "SETNAME <name>",
              "    Assign the name <name> to the current connection.",
              "UNBLOCK <clientid> [TIMEOUT|ERROR]",
              "    Unblock the specified blocked client.",
              "TRACKINGINFO",
              "    Report tracking status for the current connection.",
              "NO-EVICT (ON|OFF)",
              "    Protect current client connection from eviction."});
}

}  // namespace kit::resp::commands
