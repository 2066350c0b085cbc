#include "loop/tasks/call_graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "loop/observe/log.hpp"
#include "loop/observe/place.hpp"
#include "loop/tasks/task.hpp"

namespace kit {
namespace {

using Tasks = std::vector<const TaskBase*>;

/// What format_tasks shows.
class TaskTree {
 public:
  explicit TaskTree(const Tasks& tasks) {
    for (const TaskBase* task : tasks) add_edges(*task);
    Tasks roots;
    for (const TaskBase* task : tasks)
      if (!awaited_.contains(task)) roots.push_back(task);
    show_all(roots);
    for (const TaskBase* task : tasks) show_all({task});  // those who wait for each other in a ring
  }
  std::string text;

 private:
  /// A task, and others that look the same.
  struct Group {
    const TaskBase* first;
    std::size_t level;
    std::size_t more = 0;
  };

  void add_edge(const TaskBase& above, const TaskBase& below) {
    below_[&above].push_back(&below);  // twice, if it is of the group and awaited: shown once
    awaited_.insert(&below);
  }
  void add_edges(const TaskBase& task) {
    if (task.parent() != nullptr) add_edge(*task.parent(), task);
    if (task.wait() == nullptr) return;
    task.wait()->visit_awaited([this, &task](const FutureBase& awaited) {
      const auto* const other = dynamic_cast<const TaskBase*>(&awaited);
      if (other != nullptr && !other->done()) add_edge(task, *other);
    });
  }

  /// A list and not recursion: a chain of tasks may be long.
  void show_all(const Tasks& roots) {
    std::vector<Group> next = grouped(roots, 0);
    while (!next.empty()) {
      const Group group = next.back();
      next.pop_back();
      const std::string indent(2 * group.level, ' ');
      text += "\n" + indent + group.first->describe();
      text += format_call_graph(*group.first, group.level);
      if (group.more > 0)
        text += "\n" + indent + "and " + std::to_string(group.more) + " more there";
      const std::vector<Group> below = grouped(below_[group.first], group.level + 1);
      next.insert(next.end(), below.begin(), below.end());
    }
  }

  /// Those that were not shown yet, last first. Who waits for other tasks stands alone.
  std::vector<Group> grouped(const Tasks& tasks, std::size_t level) {
    std::vector<Group> groups;
    std::map<std::string, std::size_t> known;  // where they wait: which group
    for (const TaskBase* task : tasks) {
      if (!shown_.insert(task).second) continue;
      const std::string frames = below_[task].empty() ? format_call_graph(*task) : std::string();
      const auto [place, is_new] = known.try_emplace(frames, groups.size());
      if (!is_new && !frames.empty())
        ++groups[place->second].more;
      else
        groups.push_back({task, level});
    }
    std::reverse(groups.begin(), groups.end());
    return groups;
  }

  std::map<const TaskBase*, Tasks> below_;
  std::set<const TaskBase*> awaited_;
  std::set<const TaskBase*> shown_;
};

}  // namespace

std::string format_frame(const std::source_location& where, std::size_t level) {
  return "\n" + std::string(2 * level + 4, ' ') + function_of(where) + " at " + place_of(where);
}

std::string format_call_graph(const TaskBase& task, std::size_t level) {
  std::string text;
  for (const Frame* frame = task.frame(); frame != nullptr; frame = frame->awaited_by)
    text += format_frame(frame->where, level);
  return text;
}

std::string in_running_task() {
  const TaskBase* const task = TaskBase::current();
  if (task == nullptr) return {};
  return " in " + task->name() + ", created at " + place_of(task->where());
}

namespace {

/// What the loop owns besides: streams, of which those tell that have something left to do. The
/// first few say enough.
std::string format_others(EventLoop& loop) {
  constexpr std::size_t most = 20;
  std::size_t count = 0;
  std::string text;
  loop.owned().for_each([&](Owned& owned) {
    if (dynamic_cast<const TaskBase*>(&owned) != nullptr) return;
    const std::string details = owned.details();
    if (!details.empty() && ++count <= most) text += "\n" + owned.describe() + details;
  });
  if (count > most) text += "\nand " + std::to_string(count - most) + " more";
  return text;
}

}  // namespace

std::string format_tasks(EventLoop& loop) {
  const std::vector<Ref<TaskBase>> owned = all_tasks(loop);
  Tasks tasks;
  for (const Ref<TaskBase>& task : owned) tasks.push_back(task.get());
  return std::to_string(tasks.size()) + (tasks.size() == 1 ? " task" : " tasks") +
         TaskTree(tasks).text + format_others(loop);
}

void warn_never_awaited(const Frame& frame) noexcept {
  log(LogLevel::warning, "coroutine '" + function_of(frame.where) + "' (" + place_of(frame.where) +
                             ") was never awaited");
}

void note_escape(const Frame& frame) noexcept {
  TaskBase* const task = TaskBase::current();
  if (task != nullptr && task->loop().debug()) task->note_escape(frame);
}

}  // namespace kit
