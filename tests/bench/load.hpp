// What the client does to a server: the description of a load, and the objects that carry it out.
//
// A load is opened once and can be run several times (a warm-up, then the measurement). Between two
// runs every request has been answered, so the server is asleep and its CPU time stands still: that
// makes the reading exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tests/bench/histogram.hpp"

namespace kit::bench {

enum class Shape {
  closed_loop,  // every connection sends again as soon as its reply is complete
  spin,         // one connection, and the client never sleeps: it polls the socket in a busy loop
  churn,        // connect, send one message, read it back, close; `connections` of these at a time
};

// What is said; all but the echo go to a RESP server. Those from `lpush` to `lrange_all` are about
// one collection, as redis-benchmark's are: resp_collections.hpp.
enum class Words {
  echo,
  ping,
  set,
  get,
  incr,
  lpush,
  rpush,
  lpop,
  rpop,
  sadd,
  spop,
  hset,
  zadd,
  zpopmin,
  lrange_100,
  lrange_600,
  del_list,
  del_hash,
  del_set,
  del_sorted_set,
  smembers,
  zrange_all,
  lrange_all,
  small_hashes,  // nothing but the keyspace: hashes of five fields
  publish,       // to the idle connections, which are subscribers
};

struct LoadSpec {
  Shape shape = Shape::closed_loop;
  size_t connections = 1;    // those that send
  size_t message_size = 64;  // bytes; of RESP's words the value's
  size_t depth = 1;          // requests in flight on each connection
  size_t idle = 0;           // further connections, silent after one request
  Words words = Words::echo;
  size_t keys = 0;  // in the RESP server's keyspace: all there before the load begins. Where the
                    // words are about one collection, the elements that they draw from
  size_t run = 0;   // requests of a run; 0: as many as there is time for
};

// What one run did. A request is one message that was answered wholly and rightly.
struct Window {
  uint64_t requests = 0;
  double seconds = 0;
  Histogram latency;  // nanoseconds from the first byte sent to the last byte received
};

class Load {
 public:
  virtual ~Load() = default;

  // Gives the server the data that each run begins with, where a run changes it.
  virtual void prepare() {}

  // Sends for `duration_ns`, or `spec.run` requests, then waits for what is still under way.
  // Throws std::runtime_error when a byte comes back wrong, the server hangs up, or nothing arrives
  // for 5 s.
  virtual Window run(uint64_t duration_ns) = 0;
};

// Connects to 127.0.0.1:port as `spec` says. Every connection that stays open has been answered
// once on return.
std::unique_ptr<Load> make_load(const LoadSpec& spec, uint16_t port);

// The three shapes, and publishing; make_load chooses among them.
std::unique_ptr<Load> make_closed_loop(const LoadSpec& spec, uint16_t port);
std::unique_ptr<Load> make_spin(const LoadSpec& spec, uint16_t port);
std::unique_ptr<Load> make_churn(const LoadSpec& spec, uint16_t port);
std::unique_ptr<Load> make_publishing(const LoadSpec& spec, uint16_t port);

// How long a client waits for a silent server before it gives up.
constexpr uint64_t silence_limit_ns = 5'000'000'000;

}  // namespace kit::bench
