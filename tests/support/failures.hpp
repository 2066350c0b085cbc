// Exceptions of tasks, as values that a test can look at.
#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <utility>

#include "loop/errors.hpp"
#include "loop/tasks/task.hpp"

namespace kit::test {

/// What `task` throws; null when it returns.
template <class T>
Task<std::exception_ptr> failure_of(Task<T> task) {
  std::exception_ptr failure;
  try {
    co_await std::move(task);
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

/// True when `failure` holds an E or something derived from it.
template <class E>
bool is(const std::exception_ptr& failure) {
  if (!failure) return false;
  try {
    std::rethrow_exception(failure);
  } catch (const E&) {
    return true;
  } catch (...) {
    return false;
  }
}

/// The E in `failure`. The test fails when there is none.
template <class E>
E as(const std::exception_ptr& failure) {
  INFO("what came: ", describe(failure));
  REQUIRE(is<E>(failure));
  try {
    std::rethrow_exception(failure);
  } catch (const E& error) {
    return error;
  }
}

}  // namespace kit::test
