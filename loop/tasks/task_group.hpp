// TaskGroup: tasks that end together. Source: asyncio.TaskGroup, PEP 654.
//
// Nobody leaves before the last of them is done. When one fails, the others and the body are
// cancelled, and what went wrong comes out as one ExceptionGroup, with every error in it.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "loop/tasks/spawn.hpp"

namespace kit {

/// Several errors at once, in the order in which they happened.
class ExceptionGroup : public std::exception {
 public:
  explicit ExceptionGroup(std::vector<std::exception_ptr> exceptions);
  const char* what() const noexcept override { return what_.c_str(); }
  const std::vector<std::exception_ptr>& exceptions() const noexcept { return exceptions_; }

 private:
  std::vector<std::exception_ptr> exceptions_;
  std::string what_;
};

/// `TaskGroup group; co_await group.run(body(group));` where body calls group.create_task. Used
/// once. Must outlive run().
class TaskGroup {
 public:
  TaskGroup() = default;
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts a task of the group. Throws std::runtime_error when the group is not running, or is
  /// ending because something failed.
  template <class T>
  TaskHandle<T> create_task(Task<T> task, std::string name = {},
                            std::source_location where = std::source_location::current()) {
    try {
      check_open();
    } catch (...) {
      task.close();  // so no warning comes on top of the error
      throw;
    }
    TaskHandle<T> handle = kit::create_task(std::move(task), std::move(name), where);
    handle.state().set_parent(parent_);
    children_.push_back(*new Child(*this, handle.state()));
    return handle;
  }

  /// Awaits `body` and then all tasks of the group. Throws ExceptionGroup when a task or the body
  /// failed; Cancelled when only that came from outside. What wants to leave the loop (Interrupted,
  /// SystemExit) passes as it is.
  template <class T>
  Task<T> run(Task<T> body) {
    enter();
    std::exception_ptr error;
    std::optional<Stored<T>> value;
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(body);
      } else {
        T result = co_await std::move(body);
        value.emplace(std::move(result));
      }
    } catch (...) {
      error = std::current_exception();
    }
    co_await leave(error);
    if constexpr (!std::is_void_v<T>) co_return std::move(*value);
  }

 private:
  class Member : public Link {};
  /// A task of the group; runs when that is done.
  class Child final : public Handle, public Member {
   public:
    Child(TaskGroup& group, TaskBase& task) : group_(group), task_(&task) {
      task.add_waiter(*this);
    }
    void run() override { group_.one_done(*this); }
    ~Child() { task_->set_parent(nullptr); }
    TaskBase& task() noexcept { return *task_; }

   private:
    TaskGroup& group_;
    Ref<TaskBase> task_;
  };

  void enter();
  void check_open() const;
  Task<void> leave(std::exception_ptr error);
  Task<void> join();
  void one_done(Child& child);
  void abort() noexcept;

  TaskBase* parent_ = nullptr;  // while it runs
  bool entered_ = false;
  bool in_body_ = false;
  bool aborting_ = false;
  bool cancelled_parent_ = false;     // by us, so that the body ends
  LinkedList<Member> children_;       // that are not done
  std::unique_ptr<Child> last_done_;  // who runs cannot destroy itself
  HandleList joining_;
  std::vector<std::exception_ptr> errors_;
  std::exception_ptr leaves_loop_;
};

}  // namespace kit
