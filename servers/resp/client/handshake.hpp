// What a client says first: who it is, which protocol, which database.
#pragma once

#include "loop/tasks/task.hpp"
#include "servers/resp/client/pipeline.hpp"
#include "servers/resp/client/url.hpp"

namespace kit::redis {

/// HELLO 3 with the user and the password, and RESP2 with AUTH if the server knows no RESP3; then
/// SELECT. Throws ReplyError when the server refuses, ReplyLostError when it goes. `pipeline` must
/// be receiving.
Task<void> shake_hands(Ref<Pipeline> pipeline, RedisUrl url);

/// Throws ReplyError for an error, and returns every other reply.
Reply checked(Reply reply);

}  // namespace kit::redis
