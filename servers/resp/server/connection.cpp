#include "servers/resp/server/connection.hpp"

#include <optional>
#include <string>
#include <utility>

#include "loop/event_loop.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sync/event.hpp"
#include "servers/resp/commands/blocking.hpp"
#include "servers/resp/commands/execute.hpp"
#include "servers/resp/protocol/request.hpp"
#include "servers/resp/server/admission.hpp"
#include "servers/resp/server/batch.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp {
namespace {

/// Enough replies for one write. A client that asks for gigabytes in one batch gets them as fast as
/// it reads, and they never stand in memory together.
constexpr std::size_t output_piece = 128 * 1024;
/// In one pass of the loop, of one client: then the others have their turn. A command takes up to
/// two microseconds while a big table grows.
constexpr std::size_t commands_per_turn = 256;
/// What an idle connection may keep of a big reply's memory.
constexpr std::size_t kept_output = 16 * 1024;

class Connection {
 public:
  Connection(Instance& instance, StreamReader reader, StreamWriter writer)
      : instance_(instance), reader_(std::move(reader)), writer_(std::move(writer)) {
    client_.id = instance.next_client_id++;
    const Address local = writer_.sockname();
    instance.port = local.port();
    client_.local = local.str();
    // One on a Unix socket has no name of its own.
    client_.peer = writer_.peername().is_unix() ? client_.local : writer_.peername().str();
    client_.fd = writer_.fd();
    client_.authenticated = instance.parameters.requirepass.empty();
    client_.disconnect = [this] { disconnect(); };
    client_.unsent = [this] { return writer_.write_buffer_size(); };
    client_.send = [this] {
      if (!client_.is_syncing && !writer_.is_closing()) send_replies();
    };
    client_.wake = [this] {
      awake_.set();
      reader_.interrupt();
    };
    instance.update_time();
    client_.since = client_.last_active = instance.keyspace.now();
    instance.clients.emplace(client_.id, &client_);
    ++instance.statistics.connections;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (client_.waiting) instance_.waiting.remove(*client_.waiting);
    instance_.set_buffered(client_.input_size, 0);
    instance_.set_buffered(client_.output_size, 0);
    instance_.clients.erase(client_.id);
    instance_.subscriptions.leave_all(client_);
  }

  Instance& instance() noexcept { return instance_; }
  StreamReader& reader() noexcept { return reader_; }
  StreamWriter& writer() noexcept { return writer_; }
  Client& client() noexcept { return client_; }

  /// Runs what has come, until more input is needed (false) or something else comes first.
  bool run_commands();
  /// True if it has run enough commands in this pass of the loop.
  bool is_others_turn() const noexcept { return turn_ >= commands_per_turn; }
  /// True if the replies must leave before more is run.
  bool has_to_send() const noexcept {
    return client_.closing || client_.waiting || client_.out.size() >= output_piece;
  }
  /// In one write; those that the commands have caused for others, too.
  void send_all();
  /// Set when what its command waits for has come.
  Event& awake() noexcept { return awake_; }
  /// Counts what stands in the buffer.
  void note_input() { instance_.set_buffered(client_.input_size, reader_.buffered().size()); }
  /// Ends the connection of one whose command is too much for the memory.
  void limit_input();
  /// What others have caused, before the end.
  void send_rest() { client_.send(); }

 private:
  void disconnect() noexcept;
  /// What the client may send now.
  RequestLimits limits() const noexcept {
    return {.bulk = instance_.parameters.proto_max_bulk_len,
            .authenticated = client_.authenticated};
  }
  std::size_t run(const Batch& batch, const RequestLimits& read_with);
  void send_replies();
  bool has_to_pause() const noexcept { return has_to_send() || is_others_turn(); }
  void refuse(std::string_view reason);

  Instance& instance_;
  StreamReader reader_;
  StreamWriter writer_;
  Client client_;
  RequestParser parser_;
  const Command* last_ = nullptr;  // see Batch
  Pushes pushes_;                  // for others
  Event awake_;
  std::size_t turn_ = 0;    // commands run in
  std::uint32_t pass_ = 0;  // this pass of the loop
};

bool Connection::run_commands() {
  const std::uint32_t pass = EventLoop::current().pass();
  if (std::exchange(pass_, pass) != pass) turn_ = 0;
  const std::string_view bytes = reader_.buffered();
  instance_.update_time();
  client_.last_active = instance_.keyspace.now();
  instance_.set_buffered(client_.input_size, bytes.size());
  std::size_t done = 0;
  Request last{};
  do {
    const RequestLimits read_with = limits();
    Batch batch(last_);
    last = batch.read(parser_, bytes.substr(done), read_with);
    batch.prefetch(instance_.keyspace[client_.database]);
    const std::size_t ran = run(batch, read_with);
    done += ran;
    const bool rest = ran < batch.end() || last.status == RequestStatus::error;
    // It is read again, when its turn has come, and as what the client may send by then.
    if ((rest && has_to_pause()) || limits() != read_with) {
      parser_.forget();
      last.status = RequestStatus::command;
    }
  } while (last.status == RequestStatus::command && !has_to_pause());
  if (last.status == RequestStatus::error) refuse(last.error);
  for (Push& push : instance_.take_pushes()) pushes_.push_back(std::move(push));
  reader_.consume(done);
  note_input();
  instance_.statistics.input_bytes += done;
  return last.status == RequestStatus::command;
}

/// Returns how many of its bytes are dealt with: not those behind an AUTH, which decides what they
/// may be.
std::size_t Connection::run(const Batch& batch, const RequestLimits& read_with) {
  const KnownKeys known(instance_.keyspace.state());
  for (const Batch::Item& item : batch.items()) {
    known.set(item.key);
    execute(instance_, client_, item.command, item.arguments, client_.out);
    ++turn_;
    if (has_to_pause() || limits() != read_with) return item.end;
  }
  return batch.end();
}

/// It runs no more commands, whatever it waits for. With FIN, unless it does not read what it has
/// been sent so far.
void Connection::disconnect() noexcept {
  client_.closing = true;
  awake_.set();
  if (writer_.write_buffer_size() > 0) return writer_.abort();
  writer_.close();
}

/// Where the next request would begin, nobody knows.
void Connection::refuse(std::string_view reason) {
  ReplyWriter(client_.out, client_.version).error(std::string("ERR ").append(reason));
  client_.closing = true;
}

void Connection::send_all() {
  if (!pushes_.empty()) instance_.send_pushes(std::exchange(pushes_, {}));
  client_.is_served = false;
  send_replies();
}

void Connection::send_replies() {
  std::string& out = client_.out;
  instance_.statistics.output_bytes += out.size();
  writer_.write(out);
  out.clear();
  if (out.capacity() > kept_output) std::string().swap(out);
  instance_.set_buffered(client_.output_size, writer_.write_buffer_size());
  (void)instance_.outbox.cut_if_slow(client_);
}

void Connection::limit_input() {
  if (client_.input_size <= instance_.parameters.input_limit) return;
  log(LogLevel::warning, "client " + client_.peer + " sends a command without an end: " +
                             std::to_string(client_.input_size) + " bytes wait, closed");
  writer_.abort();
}

/// Meanwhile the client cannot but be silent, and afterwards its silence begins anew.
Task<void> wait_for_disk(Connection& connection, Journal& journal) {
  Client& client = connection.client();
  client.is_syncing = true;
  co_await journal.wait();
  client.is_syncing = false;
  connection.instance().update_time();
  client.last_active = connection.instance().keyspace.now();
}

/// Ends the wait of a client when its time is over.
class Alarm {
 public:
  explicit Alarm(Connection& connection) : loop_(EventLoop::current()) {
    const Duration timeout = connection.client().waiting->timeout;
    if (timeout == Duration::zero()) return;
    call_ = loop_.call_later(timeout, [&connection] {
      if (!connection.client().waiting) return;
      connection.instance().update_time();
      end_wait(connection.instance(), connection.client(), WaitEnd::timeout);
    });
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() {
    if (call_) loop_.cancel(*call_);
  }

 private:
  EventLoop& loop_;
  std::optional<CallHandle> call_;
};

/// Until the client's command has its reply, or the client is gone. What it sends meanwhile is for
/// later.
Task<void> wait_for_reply(Connection& connection) {
  Client& client = connection.client();
  const Alarm alarm(connection);
  connection.awake().clear();
  while (client.waiting && !client.closing) {
    const bool came = co_await connection.reader().fill();
    if (came) {
      connection.note_input();
      connection.limit_input();
    } else if (client.waiting && client.waiting->for_key()) {
      client.closing = true;
    } else if (client.waiting) {
      co_await connection.awake().wait();  // it has said all it had to say, and only sleeps
    }
  }
}

Task<void> converse(Connection& connection) {
  Client& client = connection.client();
  while (!client.closing) {
    const bool more = connection.run_commands();
    if (connection.is_others_turn()) co_await sleep(Duration::zero());
    if (more && !connection.has_to_send()) continue;
    Journal* const journal = connection.instance().journal;
    if (journal != nullptr && journal->must_wait()) co_await wait_for_disk(connection, *journal);
    connection.send_all();
    if (connection.writer().transport().is_paused()) co_await connection.writer().drain();
    if (client.waiting) {
      co_await wait_for_reply(connection);
      continue;
    }
    if (more || client.closing) continue;
    connection.limit_input();
    const bool came = co_await connection.reader().fill();
    if (!came) break;
  }
}

}  // namespace

Task<void> serve_client(Instance& instance, StreamReader reader, StreamWriter writer) {
  if (const std::string_view reason = refusal(instance, writer.peername()); !reason.empty()) {
    writer.write(reason);
    writer.close();
    co_return;
  }
  Connection connection(instance, std::move(reader), std::move(writer));
  try {
    co_await converse(connection);
    connection.send_rest();
  } catch (const ConnectionError&) {  // it is gone
  }
  connection.writer().close();
}

}  // namespace kit::resp
