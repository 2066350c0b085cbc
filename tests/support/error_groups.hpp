// What is in an ExceptionGroup, as texts that a test can compare.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/task_group.hpp"
#include "tests/support/failures.hpp"

namespace kit::test {

/// The what() of each, in order. The test fails when `failure` is no ExceptionGroup.
inline std::vector<std::string> errors_of(const std::exception_ptr& failure) {
  const auto group = as<ExceptionGroup>(failure);
  std::vector<std::string> texts;
  for (const std::exception_ptr& error : group.exceptions()) texts.push_back(describe(error));
  return texts;
}

}  // namespace kit::test
