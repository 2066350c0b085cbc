#include "servers/resp/server/admission.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view too_many = "-ERR max number of clients reached\r\n";

// Redis's own words: clients and people look for them.
constexpr std::string_view denied =
    "-DENIED Redis is running in protected mode because protected mode is enabled and no password "
    "is set for the default user. In this mode connections are only accepted from the loopback "
    "interface. If you want to connect from external computers to Redis you may adopt one of the "
    "following solutions: 1) Just disable protected mode sending the command 'CONFIG SET "
    "protected-mode no' from the loopback interface by connecting to Redis from the same host the "
    "server is running, however MAKE SURE Redis is not publicly accessible from internet if you do "
    "so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable "
    "the protected mode by editing the Redis configuration file, and setting the protected mode "
    "option to 'no', and then restarting the server. 3) If you started the server manually just "
    "for testing, restart it with the '--protected-mode no' option. 4) Setup a an authentication "
    "password for the default user. NOTE: You only need to do one of the above things in order for "
    "the server to start accepting connections from the outside.\r\n";

}  // namespace

bool is_local(const Address& peer) {
  // A Unix client has no name of its own, mostly; its family tells. No family at all: none of ours.
  if (peer.is_unix()) return true;
  const std::string host = peer.host();
  return host.starts_with("127.") || host.starts_with("::ffff:127.") || host == "::1";
}

std::string_view refusal(Instance& instance, const Address& peer) {
  const Parameters& parameters = instance.parameters;
  if (instance.clients.size() >= parameters.maxclients) {
    ++instance.statistics.rejected_connections;
    return too_many;
  }
  const bool open_to_all = parameters.protected_mode && parameters.requirepass.empty();
  if (!open_to_all || is_local(peer)) return {};
  ++instance.statistics.rejected_connections;
  return denied;
}

}  // namespace kit::resp
