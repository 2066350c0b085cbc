// Who may connect: not too many, and not everybody from everywhere.
#include <doctest/doctest.h>

#include "servers/resp/server/admission.hpp"
#include "servers/resp/state/client.hpp"

namespace kit::resp {
namespace {

const Address here = Address::ip("127.0.0.1", 5000);
const Address elsewhere = Address::ip("192.0.2.7", 5000);

TEST_CASE("is_local: this machine's own addresses") {
  CHECK(is_local(here));
  CHECK(is_local(Address::ip("127.9.9.9", 1)));
  CHECK(is_local(Address::ip("::1", 1)));
  CHECK(is_local(Address::ip("::ffff:127.0.0.1", 1)));
  CHECK(is_local(Address::unix_path("/run/resp")));
  CHECK_FALSE(is_local(elsewhere));
  CHECK_FALSE(is_local(Address::ip("::ffff:192.0.2.7", 1)));
  CHECK_FALSE(is_local(Address::ip("2001:db8::1", 1)));
  CHECK_FALSE(is_local(Address()));
}

TEST_CASE("protected mode: whoever comes from elsewhere needs a server with a password") {
  Instance instance;
  CHECK(refusal(instance, here).empty());
  CHECK(refusal(instance, elsewhere).starts_with("-DENIED Redis is running in protected mode"));
  CHECK(refusal(instance, elsewhere).ends_with("from the outside.\r\n"));
  CHECK(instance.statistics.rejected_connections == 2);
  instance.parameters.requirepass = "secret";
  CHECK(refusal(instance, elsewhere).empty());
  instance.parameters.requirepass.clear();
  instance.parameters.protected_mode = false;
  CHECK(refusal(instance, elsewhere).empty());
  CHECK(instance.statistics.rejected_connections == 2);
}

TEST_CASE("maxclients: the one too many is told, and counted") {
  Instance instance;
  instance.parameters.maxclients = 2;
  Client one;
  Client two;
  instance.clients = {{1, &one}};
  CHECK(refusal(instance, here).empty());
  instance.clients.emplace(2, &two);
  CHECK(refusal(instance, here) == "-ERR max number of clients reached\r\n");
  CHECK(instance.statistics.rejected_connections == 1);
  instance.clients.erase(2);
  CHECK(refusal(instance, here).empty());
}

}  // namespace
}  // namespace kit::resp
