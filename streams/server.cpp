#include "streams/server.hpp"

#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/spawn.hpp"
#include "streams/listener.hpp"
#include "streams/lookup.hpp"

namespace kit {

/// A place in the server's list of connections.
class ConnectionLink : public Link {};

/// A connection, from accept until handler and descriptor are both done. Deletes itself then.
class ServedConnection final : public Handle, public ConnectionLink {
 public:
  ServedConnection(ServerState& server, Ref<Transport> transport);
  void begin(StreamReader reader, StreamWriter writer);

  /// First the handler is done, then the descriptor is closed.
  void run() override;
  /// The loop is closed.
  void discard() noexcept override { end(); }

  Transport& transport() noexcept { return *transport_; }
  void cancel() noexcept;

 private:
  ~ServedConnection() = default;
  void refuse();
  void end() noexcept;
  void report(const std::exception_ptr& error);
  void handler_done();

  Ref<ServerState> server_;
  Ref<Transport> transport_;
  Ref<TaskBase> task_;  // null once it is done
};

class ServerState final : public Counted {
 public:
  ServerState(EventLoop& event_loop, ConnectionHandler connection_handler, ServerOptions given)
      : loop(event_loop), handler(std::move(connection_handler)), options(given) {}

  void bind(const Address& address);
  void start_serving();
  void close();
  void accept(int fd, const Address& peer);
  void wake_if_done() {
    if (listeners.empty() && connections.empty()) loop.schedule_all(waiters);
  }

  EventLoop& loop;
  ConnectionHandler handler;
  ServerOptions options;
  std::vector<Ref<Listener>> listeners;    // empty: closed
  LinkedList<ConnectionLink> connections;  // all of them ServedConnections
  std::size_t connection_count = 0;
  HandleList waiters;    // in wait_closed()
  HandleList forever;    // in serve_forever()
  bool serving = false;  // listening
  bool in_forever = false;

  template <class Visit>
  void for_each_connection(Visit visit) {
    connections.for_each(
        [&visit](ConnectionLink& each) { visit(static_cast<ServedConnection&>(each)); });
  }
};

// ------------------------------------------------------------ one connection

ServedConnection::ServedConnection(ServerState& server, Ref<Transport> transport)
    : server_(&server), transport_(std::move(transport)) {
  transport_->set_served(true);
  server.connections.push_back(*this);
  ++server.connection_count;
}

void ServedConnection::begin(StreamReader reader, StreamWriter writer) {
  try {
    const TaskHandle<void> task =
        create_task(server_->loop, server_->handler(std::move(reader), std::move(writer)));
    task_ = Ref<TaskBase>(&task.state());
    task_->add_waiter(*this);
    return;
  } catch (const std::exception&) {
    report(std::current_exception());
  } catch (...) {
    refuse();
    throw;  // a BaseException leaves the loop
  }
  refuse();
}

/// There is no task that could close the connection.
void ServedConnection::refuse() {
  transport_->close();
  server_->loop.schedule(*this);
}

void ServedConnection::run() {
  if (task_) {
    handler_done();
    task_ = {};
  }
  if (!transport_->is_closed()) return transport_->wait_for_change(*this);
  end();
}

void ServedConnection::end() noexcept {
  const Ref<ServerState> server = server_;
  ConnectionLink::unlink();
  --server->connection_count;
  server->wake_if_done();
  delete this;
}

void ServedConnection::handler_done() {
  const bool failed = !task_->cancelled() && task_->exception() != nullptr;
  if (failed) report(task_->exception());
  if (!transport_->is_served() || transport_->is_closing()) return;
  if (!failed && !task_->cancelled())
    log(LogLevel::warning,
        "the handler of " + transport_->describe() + " returned without closing its writer");
  transport_->close();
}

void ServedConnection::report(const std::exception_ptr& error) {
  ExceptionContext context;
  context.message = "Unhandled exception in client_connected_cb";
  context.exception = error;
  context.details["peer"] = transport_->peername().str();
  context.details["transport"] = transport_->describe();
  server_->loop.call_exception_handler(context);
}

void ServedConnection::cancel() noexcept {
  if (task_) task_->cancel();
}

// ------------------------------------------------------------ the state

void ServerState::bind(const Address& address) {
  listeners.emplace_back(new Listener(loop, address, options,
                                      [this](int fd, const Address& peer) { accept(fd, peer); }));
}

void ServerState::start_serving() {
  if (listeners.empty()) throw std::runtime_error("the server is closed");
  if (serving) return;
  for (const auto& listener : listeners) listener->listen();
  serving = true;
}

void ServerState::close() {
  if (listeners.empty()) return;
  serving = false;
  for (const Ref<Listener>& listener : listeners) listener->close();
  listeners.clear();
  loop.schedule_all(forever);
  wake_if_done();
}

void ServerState::accept(int fd, const Address& peer) {
  const Ref<Transport> transport(new Transport(loop, fd, peer));
  auto* const connection = new ServedConnection(*this, transport);  // deletes itself
  connection->begin(StreamReader(transport, options.limit), StreamWriter(transport));
}

// ------------------------------------------------------------ the handle

Task<void> nothing() { co_return; }

Server::Server(Ref<ServerState> state) noexcept : state_(std::move(state)) {}

Server::Server(Server&&) noexcept = default;

Server& Server::operator=(Server&& other) noexcept {
  if (this != &other) {
    const Server old(std::move(*this));  // closes what is replaced
    state_ = std::move(other.state_);
  }
  return *this;
}

Server::~Server() {
  if (!state_ || state_->listeners.empty()) return;
  if (state_->listeners.front()->is_closed()) return;  // by its loop, which told of it
  log(LogLevel::warning, "unclosed " + state_->listeners.front()->describe() + in_running_task());
  state_->close();
}

std::vector<Address> Server::addresses() const {
  std::vector<Address> all;
  for (const auto& listener : state_->listeners) all.push_back(listener->address());
  return all;
}

bool Server::is_serving() const noexcept { return state_->serving; }

void Server::start_serving() { state_->start_serving(); }

Task<void> Server::serve_forever() {
  const Ref<ServerState> state = state_;  // the Server may be moved meanwhile
  if (state->in_forever) throw std::runtime_error("serve_forever() is under way already");
  state->start_serving();
  struct CloseAtEnd {
    explicit CloseAtEnd(ServerState& server) : server_(server) { server_.in_forever = true; }
    ~CloseAtEnd() {
      server_.in_forever = false;
      server_.close();
    }
    ServerState& server_;
  } close_at_end(*state);
  co_await ListWait(state->forever, "until the server is closed");
}

void Server::close() {
  state_->loop.check_thread("Server::close");
  state_->close();
}

void Server::end_input() {
  state_->for_each_connection([](ServedConnection& each) { each.transport().end_input(); });
}

void Server::set_linger(Duration limit) {
  state_->for_each_connection(
      [limit](ServedConnection& each) { each.transport().set_linger(limit); });
}

void Server::close_clients() {
  state_->for_each_connection([](ServedConnection& each) { each.transport().close(); });
}

void Server::abort_clients() {
  state_->for_each_connection([](ServedConnection& each) {
    each.cancel();
    each.transport().abort();
  });
}

Task<void> Server::wait_closed() {
  const Ref<ServerState> state = state_;
  while (!state->listeners.empty() || !state->connections.empty())
    co_await ListWait(state->waiters, "until the server is closed and its clients are gone");
}

std::size_t Server::connection_count() const noexcept { return state_->connection_count; }

namespace {

/// An address that this machine lacks is skipped if another can be had: "localhost" is two, and
/// many a container knows only IPv4.
void bind_all(ServerState& state, const std::vector<Address>& addresses) {
  std::exception_ptr error;
  for (const Address& address : addresses) {
    try {
      state.bind(address);
    } catch (const OSError& failure) {
      const int code = failure.error_number();
      if (code != EADDRNOTAVAIL && code != EAFNOSUPPORT) throw;
      error = std::current_exception();
    }
  }
  if (state.listeners.empty()) std::rethrow_exception(error);
}

}  // namespace

Server start_server(EventLoop& loop, ConnectionHandler handler, std::vector<Address> addresses,
                    ServerOptions options) {
  if (addresses.empty()) throw std::invalid_argument("a server needs an address to listen on");
  if (options.backlog < 1)
    throw std::invalid_argument("the backlog must be at least 1, not " +
                                std::to_string(options.backlog));
  (void)StreamReader(options.limit);  // throws for a bad limit now, not at the first client
  const Ref<ServerState> state(new ServerState(loop, std::move(handler), options));
  bind_all(*state, addresses);
  if (options.start_serving) state->start_serving();
  return Server(state);
}

Task<Server> start_server(ConnectionHandler handler, std::string host, std::uint16_t port,
                          ServerOptions options) {
  std::vector<Address> addresses = co_await getaddrinfo(std::move(host), port);
  co_return start_server(EventLoop::current(), std::move(handler), std::move(addresses), options);
}

Server start_server(ConnectionHandler handler, Address address, ServerOptions options) {
  std::vector<Address> addresses{std::move(address)};
  return start_server(EventLoop::current(), std::move(handler), std::move(addresses), options);
}

}  // namespace kit
