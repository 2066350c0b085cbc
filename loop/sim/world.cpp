#include "loop/sim/world.hpp"

#include <memory>

namespace kit::sim {

World::World()
    : loop_(std::make_unique<SimSelector>(clock_, network_, [this] { return describe_tasks(); }),
            clock_, network_) {
  loop_.set_default_executor(&executor_);  // real threads know nothing of simulated time
}

std::string World::describe_tasks() {
  const auto tasks = all_tasks(loop_);
  std::string text =
      "deadlock: " + std::to_string(tasks.size()) + " tasks pending, nothing can wake them";
  for (const auto& task : tasks) text += "\n  " + task->describe();
  return text;
}

}  // namespace kit::sim
