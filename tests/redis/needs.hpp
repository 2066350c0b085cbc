// Programs of other people that these tests ask: whether they are here, and how to start them.
#pragma once

#include <string>
#include <vector>

namespace kit::test {

/// The series of Redis that is the yardstick: another one gives other replies.
inline constexpr const char* yardstick = "7.0.";

/// A command that starts redis-server; empty if none of the yardstick's series is here. Debian's
/// redis-tools are enough: their redis-check-rdb is the same program, and what it does depends on
/// the name it is called by. So no package is needed that would start a service.
const std::vector<std::string>& redis_server_command();

/// A Python that knows the modules redis and hiredis; empty if there is none.
const std::string& python_with_redis();

/// The proxy nutcracker (twemproxy); empty if it is not here.
const std::string& nutcracker();

/// For doctest::skip. Evaluated before the tests run.
inline bool no_redis() { return redis_server_command().empty(); }
inline bool no_python() { return no_redis() || python_with_redis().empty(); }
inline bool no_nutcracker() { return no_redis() || nutcracker().empty(); }

}  // namespace kit::test
