// The RESP server's hash table beside std::unordered_map: what an operation costs, what a key
// costs, and how long the longest single insert takes while a million keys come. Wall time in
// nanoseconds; the smallest of some rounds.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t key_bytes = 16;
constexpr std::size_t value_bytes = 32;

/// Header, key and value in one block, as the keyspace will have it.
struct Record {
  std::uint64_t header;
  char key[key_bytes];
  char value[value_bytes];
};

struct RecordTraits {
  using Entry = Record;
  static std::string_view key(const Record& record) { return {record.key, key_bytes}; }
  static std::uint64_t hash(const Record& record) { return resp::hash_of(key(record)); }
};

using Keys = std::vector<std::string>;

/// In an order by lot, the bytes of neighbours beside each other.
Keys make_keys(std::size_t count, char series, unsigned seed) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::shuffle(numbers.begin(), numbers.end(), std::mt19937_64(seed));
  Keys keys;
  for (const std::size_t number : numbers) {
    const std::string digits = std::to_string(number);
    keys.push_back("key" + (series + std::string(key_bytes - 4 - digits.size(), '0')) + digits);
  }
  return keys;
}

class OurTable {
 public:
  void insert(const std::string& key) {
    const auto place = table_.locate(key, resp::hash_of(key));
    if (place) return;
    auto* record = new Record;
    std::memcpy(record->key, key.data(), key_bytes);
    std::memset(record->value, 'v', value_bytes);
    table_.insert(place, record);
  }
  bool has(const std::string& key) const { return table_.find(key, resp::hash_of(key)) != nullptr; }
  /// Sixteen at a time, as a pipeline gives them.
  std::size_t count_in_batches(const Keys& keys) const {
    std::size_t found = 0;
    constexpr std::size_t batch = 16;
    std::uint64_t hashes[batch];
    for (std::size_t at = 0; at + batch <= keys.size(); at += batch) {
      for (std::size_t i = 0; i < batch; ++i)
        table_.prefetch(hashes[i] = resp::hash_of(keys[at + i]));
      for (const std::uint64_t hash : hashes) table_.prefetch_entry(hash);
      for (std::size_t i = 0; i < batch; ++i)
        found += table_.find(keys[at + i], hashes[i]) != nullptr;
    }
    return found;
  }
  void erase(const std::string& key) { delete table_.erase(key, resp::hash_of(key)); }
  bool drain_some() {
    return table_.drain(100, [](Record* record) { delete record; });
  }
  std::size_t table_bytes() const { return table_.memory_bytes(); }

 private:
  resp::Table<RecordTraits> table_;
};

class StandardTable {
 public:
  void insert(const std::string& key) { map_.emplace(key, std::string(value_bytes, 'v')); }
  bool has(const std::string& key) const { return map_.find(key) != map_.end(); }
  void erase(const std::string& key) { map_.erase(key); }

 private:
  std::unordered_map<std::string, std::string> map_;
};

template <class Body>
double nanoseconds_each(std::size_t count, Body body) {
  const auto before = Clock::now();
  body();
  const std::chrono::duration<double, std::nano> spent = Clock::now() - before;
  return spent.count() / static_cast<double>(count);
}

struct Costs {
  double insert = 1e9, hit = 1e9, miss = 1e9, batch = 1e9, erase = 1e9;
};

template <class Table>
void measure_once(const Keys& keys, const Keys& shuffled, const Keys& others, Costs& costs) {
  Table table;
  // So that a thousand keys are more than one tick of the clock.
  const std::size_t times = std::max<std::size_t>(1, 100'000 / keys.size());
  const std::size_t count = keys.size();
  std::size_t found = 0;
  const auto keep = [](double& cost, double measured) { cost = std::min(cost, measured); };
  keep(costs.insert, nanoseconds_each(count, [&] {
         for (const std::string& key : keys) table.insert(key);
       }));
  keep(costs.hit, nanoseconds_each(count * times, [&] {
         for (std::size_t i = 0; i < times; ++i)
           for (const std::string& key : shuffled) found += table.has(key);
       }));
  keep(costs.miss, nanoseconds_each(count * times, [&] {
         for (std::size_t i = 0; i < times; ++i)
           for (const std::string& key : others) found += table.has(key);
       }));
  if constexpr (requires { table.count_in_batches(keys); })
    keep(costs.batch, nanoseconds_each(count * times, [&] {
           for (std::size_t i = 0; i < times; ++i) table.count_in_batches(shuffled);
         }));
  keep(costs.erase, nanoseconds_each(count, [&] {
         for (const std::string& key : shuffled) table.erase(key);
       }));
  if (found != count * times) std::abort();
}

template <class Table>
void report_costs(const char* name, std::size_t count, int rounds) {
  const Keys keys = make_keys(count, 'a', 1);
  const Keys shuffled = make_keys(count, 'a', 2);  // not in the order of the blocks in the heap
  const Keys others = make_keys(count, 'b', 3);
  Costs costs;
  for (int i = 0; i < rounds; ++i) measure_once<Table>(keys, shuffled, others, costs);
  std::printf("%-20s %9zu %8.1f %8.1f %8.1f %8.1f", name, count, costs.insert, costs.hit,
              costs.miss, costs.erase);
  if (costs.batch < 1e9)
    std::printf(" %8.1f\n", costs.batch);
  else
    std::printf(" %8s\n", "-");
}

/// In bytes, what is in memory of this process.
std::size_t resident() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  std::size_t total = 0;
  std::size_t pages = 0;
  if (file == nullptr || std::fscanf(file, "%zu %zu", &total, &pages) != 2) std::abort();
  std::fclose(file);
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

template <class Table>
void report_memory(const char* name, const Keys& keys) {
  ::malloc_trim(0);
  const std::size_t before = resident();
  Table table;
  for (const std::string& key : keys) table.insert(key);
  const double bytes = static_cast<double>(resident() - before);
  std::printf("%-20s %9zu keys: %6.1f bytes a key resident", name, keys.size(),
              bytes / static_cast<double>(keys.size()));
  if constexpr (requires { table.table_bytes(); }) {
    std::printf(", %.1f of them the table's",
                static_cast<double>(table.table_bytes()) / static_cast<double>(keys.size()));
    while (table.drain_some()) continue;
  }
  std::printf("\n");
}

/// In microseconds, of this thread: what other programs do on this processor is not counted.
double cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

/// The longest of all, in microseconds.
template <class Body>
double longest(std::size_t count, Body body) {
  double most = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double before = cpu_time();
    body(i);
    most = std::max(most, cpu_time() - before);
  }
  return most;
}

template <class Table>
void report_longest(const char* name, const Keys& keys) {
  Table table;
  std::printf("%-20s longest insert %.0f us", name,
              longest(keys.size(), [&](std::size_t i) { table.insert(keys[i]); }));
  if constexpr (requires { table.drain_some(); }) {
    std::printf(", longest of 100 buckets drained %.0f us",
                longest(keys.size() / 100, [&](std::size_t) { table.drain_some(); }));
    while (table.drain_some()) continue;
    for (const std::string& key : keys) table.insert(key);
  }
  std::printf(", longest erase %.0f us\n",
              longest(keys.size(), [&](std::size_t i) { table.erase(keys[i]); }));
}

}  // namespace
}  // namespace kit::bench

int main(int argc, char** argv) {
  using namespace kit::bench;
  // glibc keeps freed blocks of up to 128 bytes in lists that the next large request walks: after
  // half a million erases, one malloc of a kilobyte would take 20 ms. A server does the same.
  ::mallopt(M_MXFAST, 0);
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  const Keys million = make_keys(1'000'000, 'a', 1);
  report_memory<OurTable>("table", million);
  report_memory<StandardTable>("std::unordered_map", million);
  report_longest<OurTable>("table", million);
  report_longest<StandardTable>("std::unordered_map", million);
  std::printf("%-20s %9s %8s %8s %8s %8s %8s\n", "ns each", "keys", "insert", "hit", "miss",
              "erase", "of 16");
  for (const std::size_t count : {std::size_t{1'000}, std::size_t{1'000'000}}) {
    report_costs<OurTable>("table", count, rounds);
    report_costs<StandardTable>("std::unordered_map", count, rounds);
  }
  return 0;
}
