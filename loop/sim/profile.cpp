#include "loop/sim/profile.hpp"

#include <stdexcept>

namespace kit::sim {

const std::vector<Profile>& all_profiles() {
  static const std::vector<Profile> all{calm, bytewise, slow_peer, fd_famine, flaky};
  return all;
}

const Profile& profile_named(std::string_view name) {
  std::string known;
  for (const Profile& profile : all_profiles()) {
    if (profile.name == name) return profile;
    known += (known.empty() ? "" : ", ") + std::string(profile.name);
  }
  throw std::invalid_argument("there is no profile '" + std::string(name) + "' (there are " +
                              known + ")");
}

}  // namespace kit::sim
