#include "loop/sim/world.hpp"

#include <algorithm>
#include <stdexcept>

#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/frame.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit::sim {
namespace {

// What one pass of the loop records, and more: the fingerprint is taken after each.
constexpr std::size_t trace_capacity = 8192;

// Passes of the loop in one moment. No program needs so many; one that spins has no end of them.
constexpr std::size_t most_passes = 1'000'000;

}  // namespace

World::World()
    : loop_(simulated_selector(), clock_, faults_),
      own_descriptors_(network_.open_descriptors()),
      own_watchers_(loop_.selector().get_map().size()),
      own_frames_(live_frames) {
  loop_.set_default_executor(&executor_);  // real threads know nothing of simulated time
}

World::World(std::uint64_t seed, const Profile& profile)
    : complaints_(std::make_unique<Complaints>()),
      seed_(seed),
      profile_(profile),
      luck_(seed),
      network_(profile.capacity),
      trace_(std::make_unique<Trace>(trace_capacity)),
      loop_(simulated_selector(), clock_, faults_),
      own_descriptors_(network_.open_descriptors()),
      own_watchers_(loop_.selector().get_map().size()),
      own_frames_(live_frames) {
  loop_.set_default_executor(&executor_);
  loop_.set_trace(trace_.get());
  complaints_->listen_to(loop_);
  network_.set_descriptor_limit(profile.descriptor_limit);
  network_.set_latency(clock_, luck_.fork(), profile.least_latency, profile.most_latency);
  faults_.set_chances(profile, luck_.fork());
}

World::~World() = default;

std::unique_ptr<Selector> World::simulated_selector() {
  return std::make_unique<SimSelector>(
      clock_, network_, [this] { return describe_tasks(); }, static_cast<Surroundings*>(this));
}

// ------------------------------------------------------------ running

void World::start(Task<void> main) {
  if (main_) throw std::logic_error("a world has one main task");
  main_ = create_task(loop_, std::move(main), "the main task");
}

Client& World::client(std::string name, const Address& address) {
  clients_.push_back(std::make_unique<Client>(*this, std::move(name), address));
  return *clients_.back();
}

World::Ended World::run_until(std::function<bool()> goal, Duration limit) {
  goal_ = std::move(goal);
  horizon_ = clock_.now() + limit;
  ended_.reset();
  passes_ = 0;
  struct Cleared {
    explicit Cleared(World& world) : world_(world) {}
    ~Cleared() {
      world_.goal_ = nullptr;
      world_.horizon_.reset();
    }
    World& world_;
  } cleared(*this);  // also if something escapes from the loop
  while (!ended_) loop_.run_forever();
  return *ended_;
}

void World::settle() { (void)run_until(nullptr, Duration::zero()); }

void World::advance(Duration time) {
  if (time < Duration::zero()) throw std::invalid_argument("time does not go back");
  const TimePoint end = clock_.now() + time;
  // If nothing could happen, the clock was not moved.
  if (run_until(nullptr, time) == Ended::stuck) clock_.advance(end - clock_.now());
}

bool World::act() {
  if (trace_) fingerprint_.mix_new(*trace_);
  network_.deliver();
  for (const auto& client : clients_) client->act();
  check_progress();
  if (!goal_ || !goal_()) return true;
  ended_ = Ended::goal;
  loop_.stop();
  return false;
}

/// In real time it would burn a core; here it would never end.
void World::check_progress() {
  if (!horizon_) return;
  if (std::exchange(moment_, clock_.now()) != clock_.now()) passes_ = 0;
  if (++passes_ < most_passes) return;
  passes_ = 0;
  fail("the loop spins: a million passes, and no time has passed\n" + list_tasks());
}

std::optional<TimePoint> World::next_event() {
  std::optional<TimePoint> next = network_.next_arrival();
  for (const auto& client : clients_) {
    const std::optional<TimePoint> event = client->next_event();
    if (event && (!next || *event < *next)) next = event;
  }
  return next;
}

void World::horizon_reached(bool later) {
  ended_ = later ? Ended::horizon : Ended::stuck;
  if (later) clock_.advance(*horizon_ - clock_.now());
  loop_.stop();
}

// ------------------------------------------------------------ bad luck

bool World::disturb(const std::vector<SelectorKey>& watched, std::vector<SelectorKey>& ready) {
  if (luck_.chance(profile_.interrupted)) return false;
  if (profile_.spurious > 0) add_spurious(watched, ready);
  if (profile_.shuffled)
    for (std::size_t i = ready.size(); i > 1; --i) std::swap(ready[i - 1], ready[luck_.below(i)]);
  return true;
}

void World::add_spurious(const std::vector<SelectorKey>& watched, std::vector<SelectorKey>& ready) {
  const std::size_t true_ones = ready.size();
  std::size_t next = 0;  // of the true ones: both are in order of descriptor
  for (SelectorKey key : watched) {
    if (next < true_ones && ready[next].fd == key.fd) {
      ++next;
      continue;
    }
    // A connect that is under way is reported when it is decided, and not before.
    if (!network_.is_connected(key.fd)) key.events &= event_read;
    if (luck_.chance(profile_.spurious) && key.events != 0) ready.push_back(key);
  }
}

// ------------------------------------------------------------ the end

void World::find_leftovers(std::vector<std::string>& found) {
  if (main_ && !main_->done()) found.push_back("the main task is not done");
  if (main_ && main_->done() && main_->cancelled()) found.push_back("the main task was cancelled");
  if (main_ && main_->done() && !main_->cancelled() && main_->exception())
    found.push_back("the main task threw " + describe(main_->exception()));
  loop_.owned().for_each([&found](Owned& owned) { found.push_back(owned.describe()); });
  const auto count = [&found](std::size_t now, std::size_t own, const std::string& what) {
    if (now > own) found.push_back(std::to_string(now - own) + " " + what);
  };
  count(live_frames, own_frames_, "coroutine frames alive");
  count(loop_.timer_count(), 0, "timers pending");
  count(network_.open_descriptors(), own_descriptors_, "descriptors open");
  count(loop_.selector().get_map().size(), own_watchers_, "descriptors watched");
  if (!faults_.script_is_done()) found.push_back("faults of the script that did not come about");
  if (!complaints_) return;
  for (const std::string& each : complaints_->unexpected()) found.push_back(each);
}

void World::finish() {
  settle();
  std::vector<std::string> found;
  find_leftovers(found);
  if (found.empty()) return;
  std::string text = "in the end, there should be nothing left, but:";
  for (const std::string& each : found) text += "\n  " + each;
  fail(text);
}

// ------------------------------------------------------------ what happened

std::uint64_t World::fingerprint() {
  if (trace_) fingerprint_.mix_new(*trace_);
  fingerprint_.mix(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
  return fingerprint_.value();
}

void World::tell(std::string_view who, std::string_view what, std::string_view bytes) {
  fingerprint_.mix(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
  fingerprint_.mix(who);
  fingerprint_.mix(what);
  fingerprint_.mix(static_cast<std::uint64_t>(bytes.size()));  // the bytes may tell the real time
  if (!story_) return;
  std::string line =
      "[" + to_text(clock_.now()) + "] " + std::string(who) + " " + std::string(what);
  if (!bytes.empty()) line += quoted(bytes);
  story_(line);
}

void World::fail(const std::string& what) {
  throw Failure("seed " + std::to_string(seed_) + ", profile " + std::string(profile_.name) +
                ", at " + to_text(clock_.now()) + ": " + what);
}

namespace {

/// Who waits for what, and at which line.
std::string lines_of(const std::vector<Ref<TaskBase>>& tasks) {
  std::string text;
  for (const auto& task : tasks) text += "\n  " + task->describe() + format_call_graph(*task, 1);
  return text;
}

}  // namespace

std::string World::list_tasks() {
  const auto tasks = all_tasks(loop_);
  return std::to_string(tasks.size()) + " tasks pending:" + lines_of(tasks);
}

std::string World::describe_tasks() {
  const auto tasks = all_tasks(loop_);
  return "deadlock: " + std::to_string(tasks.size()) + " tasks pending, nothing can wake them" +
         lines_of(tasks);
}

std::uint64_t check_same_twice(std::uint64_t seed,
                               const std::function<std::uint64_t(std::uint64_t)>& scenario) {
  const std::uint64_t first = scenario(seed);
  if (scenario(seed) == first) return first;
  throw Failure("seed " + std::to_string(seed) + ": the second run was not like the first");
}

}  // namespace kit::sim
