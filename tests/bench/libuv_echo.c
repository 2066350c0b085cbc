/* An echo server on libuv, for `bench echo --also libuv=...`. Built only where libuv is installed.
 *
 * Written as its own users would: one shared read buffer, uv_try_write first, a queued write only
 * for what is left. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { read_size = 64 * 1024, backlog = 4096 };

static char shared_buffer[read_size];

typedef struct {
  uv_write_t request;
  char bytes[];
} queued_write;

static void check(int status, const char* what) {
  if (status >= 0) return;
  fprintf(stderr, "libuv_echo: %s: %s\n", what, uv_strerror(status));
  exit(1);
}

static void on_close(uv_handle_t* handle) { free(handle); }

/* Safe to share: the loop reads into it and calls on_read before it reads again. */
static void on_alloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  (void)handle;
  (void)suggested;
  *buffer = uv_buf_init(shared_buffer, read_size);
}

static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);

static void on_written(uv_write_t* request, int status) {
  uv_stream_t* stream = request->handle;
  free(request);
  if (status < 0) {
    if (!uv_is_closing((uv_handle_t*)stream)) uv_close((uv_handle_t*)stream, on_close);
  } else {
    uv_read_start(stream, on_alloc, on_read);
  }
}

static void queue_rest(uv_stream_t* stream, const char* bytes, size_t size) {
  queued_write* write = malloc(sizeof *write + size);
  if (write == NULL) check(UV_ENOMEM, "queue a write");
  memcpy(write->bytes, bytes, size);
  uv_buf_t buffer = uv_buf_init(write->bytes, (unsigned)size);
  uv_read_stop(stream);
  check(uv_write(&write->request, stream, &buffer, 1, on_written), "uv_write");
}

static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (count == 0) return;
  if (count < 0) {
    uv_close((uv_handle_t*)stream, on_close);
    return;
  }
  uv_buf_t output = uv_buf_init(buffer->base, (unsigned)count);
  int sent = uv_try_write(stream, &output, 1);
  if (sent == count) return;
  if (sent < 0 && sent != UV_EAGAIN) {
    uv_close((uv_handle_t*)stream, on_close);
    return;
  }
  if (sent < 0) sent = 0;
  queue_rest(stream, buffer->base + sent, (size_t)(count - sent));
}

static void on_connection(uv_stream_t* listener, int status) {
  check(status, "accept");
  uv_tcp_t* client = malloc(sizeof *client);
  if (client == NULL) check(UV_ENOMEM, "accept");
  check(uv_tcp_init(listener->loop, client), "uv_tcp_init");
  check(uv_accept(listener, (uv_stream_t*)client), "uv_accept");
  check(uv_read_start((uv_stream_t*)client, on_alloc, on_read), "uv_read_start");
}

static void leave(int number) {
  (void)number;
  _Exit(0);
}

int main(void) {
  signal(SIGTERM, leave);
  signal(SIGINT, leave);
  signal(SIGPIPE, SIG_IGN);
  uv_tcp_t listener;
  struct sockaddr_in address;
  int length = sizeof address;
  check(uv_tcp_init(uv_default_loop(), &listener), "uv_tcp_init");
  check(uv_ip4_addr("127.0.0.1", 0, &address), "uv_ip4_addr");
  check(uv_tcp_bind(&listener, (const struct sockaddr*)&address, 0), "bind");
  check(uv_tcp_nodelay(&listener, 1), "TCP_NODELAY"); /* inherited by the accepted sockets */
  check(uv_listen((uv_stream_t*)&listener, backlog, on_connection), "listen");
  check(uv_tcp_getsockname(&listener, (struct sockaddr*)&address, &length), "getsockname");
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
