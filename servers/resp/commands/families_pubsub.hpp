// The functions behind the commands that publish and subscribe; see families.hpp.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// pubsub.cpp
void subscribe(Call& call);
void unsubscribe(Call& call);
void psubscribe(Call& call);
void punsubscribe(Call& call);
void ssubscribe(Call& call);
void sunsubscribe(Call& call);
void publish(Call& call);
void spublish(Call& call);

// pubsub_info.cpp
void pubsub_channels(Call& call);
void pubsub_help(Call& call);
void pubsub_numpat(Call& call);
void pubsub_numsub(Call& call);
void pubsub_shardchannels(Call& call);
void pubsub_shardnumsub(Call& call);

}  // namespace commands
}  // namespace kit::resp
