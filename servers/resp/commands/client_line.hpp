// What CLIENT LIST, INFO and KILL have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kit::resp {

struct Client;
class Call;

namespace commands {

/// A subscriber is not normal. There are no replicas: nobody is other.
enum class ClientType { normal, pubsub, other };

ClientType type_of(const Client& client) noexcept;

/// Normal, master, slave, replica or pubsub, in letters of any case; none for any other word.
std::optional<ClientType> client_type(std::string_view word) noexcept;
void reply_unknown_type(Call& call, std::string_view word);

/// One line with Redis's fields; what this server does not have is 0 or -1 in it, as in Redis when
/// it is not used. `now`: Unix time in ms.
void append_client_line(std::string& out, const Client& client, std::int64_t now);

}  // namespace commands
}  // namespace kit::resp
