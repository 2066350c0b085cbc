// gather: run several tasks side by side and wait for all of them. Source: asyncio.gather.
#pragma once

#include <cstddef>
#include <exception>
#include <source_location>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "loop/tasks/group_wait.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit {

/// What became of a task: its result, or what it threw. A cancelled one has "thrown" Cancelled.
template <class T>
class Outcome {
 public:
  explicit Outcome(Stored<T> value) : kept_(std::in_place_index<0>, std::move(value)) {}
  explicit Outcome(std::exception_ptr error) : kept_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return kept_.index() == 0; }
  /// Throws what the task threw.
  const Stored<T>& value() const {
    if (!ok()) std::rethrow_exception(std::get<1>(kept_));
    return std::get<0>(kept_);
  }
  /// Null after a result.
  std::exception_ptr exception() const { return ok() ? nullptr : std::get<1>(kept_); }

 private:
  std::variant<Stored<T>, std::exception_ptr> kept_;
};

/// `gather(return_exceptions, ...)`: waits for all, whatever becomes of each.
struct ReturnExceptions {};
inline constexpr ReturnExceptions return_exceptions{};

namespace detail {

template <class T>
Ref<FutureBase> as_future(const TaskHandle<T>& handle) {
  return Ref<FutureBase>(&handle.state());
}

template <class T>
std::vector<Ref<FutureBase>> as_futures(const std::vector<TaskHandle<T>>& handles) {
  std::vector<Ref<FutureBase>> futures;
  for (const TaskHandle<T>& handle : handles) futures.push_back(as_future(handle));
  return futures;
}

template <class T>
std::vector<TaskHandle<T>> start_all(std::vector<Task<T>> tasks, std::source_location where) {
  std::vector<TaskHandle<T>> handles;
  for (Task<T>& task : tasks) handles.push_back(create_task(std::move(task), {}, where));
  return handles;
}

/// Of a task that is done.
template <class T>
Outcome<T> outcome_of(const TaskHandle<T>& handle) {
  try {
    return Outcome<T>(handle.result());
  } catch (...) {
    return Outcome<T>(std::current_exception());
  }
}
/// The same when nobody else has the handle: the result is moved out.
template <class T>
Outcome<T> take_outcome(const TaskHandle<T>& handle) {
  try {
    return Outcome<T>(handle.state().take());
  } catch (...) {
    return Outcome<T>(std::current_exception());
  }
}

/// Until all have a result. Throws what the first that failed has thrown.
inline Task<void> until_all_succeed(std::vector<Ref<FutureBase>> futures) {
  GroupWait group(std::move(futures), ReturnWhen::first_exception,
                  GroupWait::OnCancel::cancel_them);
  co_await group;
  if (group.first_failed() != nullptr) std::rethrow_exception(group.first_failed()->exception());
  if (group.was_cancelled()) throw Cancelled();
}

inline Task<void> until_all_done(std::vector<Ref<FutureBase>> futures) {
  GroupWait group(std::move(futures), ReturnWhen::all_completed, GroupWait::OnCancel::cancel_them);
  co_await group;
  if (group.was_cancelled()) throw Cancelled();
}

}  // namespace detail

/// Runs `tasks` concurrently. Results come in the order of the arguments, void as std::monostate.
/// The first exception is thrown on at once; the other tasks go on by themselves, and what they
/// throw after that is reported. Cancelling who gathers cancels them all.
template <class... T>
Task<std::tuple<Stored<T>...>> gather(Task<T>... tasks) {
  // Unused if there are no tasks.
  [[maybe_unused]] const std::source_location where = co_await awaited_at();
  std::tuple<TaskHandle<T>...> handles{create_task(std::move(tasks), {}, where)...};
  const auto futures = [](auto&... handle) {
    return std::vector<Ref<FutureBase>>{detail::as_future(handle)...};
  };
  co_await detail::until_all_succeed(std::apply(futures, handles));
  const auto collect = [](auto&... handle) {
    return std::tuple<Stored<T>...>(handle.state().take()...);
  };
  co_return std::apply(collect, handles);
}

/// The same for tasks that run already; one that stands there twice gives its result twice. The
/// results are copied, since others may hold the handles.
template <class T>
Task<std::vector<Stored<T>>> gather(std::vector<TaskHandle<T>> handles) {
  co_await detail::until_all_succeed(detail::as_futures(handles));
  std::vector<Stored<T>> results;
  for (const TaskHandle<T>& handle : handles) results.push_back(handle.result());
  co_return results;
}

/// Starts them first. The results are moved out.
template <class T>
Task<std::vector<Stored<T>>> gather(std::vector<Task<T>> tasks) {
  const std::source_location where = co_await awaited_at();
  std::vector<TaskHandle<T>> handles = detail::start_all(std::move(tasks), where);
  co_await detail::until_all_succeed(detail::as_futures(handles));
  std::vector<Stored<T>> results;
  for (const TaskHandle<T>& handle : handles) results.push_back(handle.state().take());
  co_return results;
}

/// Waits for all of them, and throws nothing but Cancelled.
template <class... T>
Task<std::tuple<Outcome<T>...>> gather(ReturnExceptions, Task<T>... tasks) {
  // Unused if there are no tasks.
  [[maybe_unused]] const std::source_location where = co_await awaited_at();
  std::tuple<TaskHandle<T>...> handles{create_task(std::move(tasks), {}, where)...};
  const auto futures = [](auto&... handle) {
    return std::vector<Ref<FutureBase>>{detail::as_future(handle)...};
  };
  co_await detail::until_all_done(std::apply(futures, handles));
  const auto collect = [](auto&... handle) {
    return std::tuple<Outcome<T>...>(detail::take_outcome(handle)...);
  };
  co_return std::apply(collect, handles);
}

/// The same for tasks that run already. The results are copied, since others may hold the handles.
template <class T>
Task<std::vector<Outcome<T>>> gather(ReturnExceptions, std::vector<TaskHandle<T>> handles) {
  co_await detail::until_all_done(detail::as_futures(handles));
  std::vector<Outcome<T>> outcomes;
  for (const TaskHandle<T>& handle : handles) outcomes.push_back(detail::outcome_of(handle));
  co_return outcomes;
}

/// Starts them first. The results are moved out.
template <class T>
Task<std::vector<Outcome<T>>> gather(ReturnExceptions, std::vector<Task<T>> tasks) {
  const std::source_location where = co_await awaited_at();
  std::vector<TaskHandle<T>> handles = detail::start_all(std::move(tasks), where);
  co_await detail::until_all_done(detail::as_futures(handles));
  std::vector<Outcome<T>> outcomes;
  for (const TaskHandle<T>& handle : handles) outcomes.push_back(detail::take_outcome(handle));
  co_return outcomes;
}

}  // namespace kit
