// The functions behind the commands, family by family; table.cpp says which command is which.
// Each replies once. What they do is Redis's documentation of the command.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// connection.cpp
void ping(Call& call);
void echo(Call& call);
void quit(Call& call);
void select(Call& call);
void reset(Call& call);
void hello(Call& call);
void auth(Call& call);

// client.cpp
void client_getname(Call& call);
void client_getredir(Call& call);
void client_help(Call& call);
void client_id(Call& call);
void client_info(Call& call);
void client_kill(Call& call);
void client_list(Call& call);
void client_no_evict(Call& call);
void client_reply(Call& call);
void client_setinfo(Call& call);
void client_setname(Call& call);
void client_trackinginfo(Call& call);

// command.cpp
void command(Call& call);
void command_count(Call& call);
void command_docs(Call& call);
void command_help(Call& call);
void command_info(Call& call);
void command_list(Call& call);

// command_keys.cpp
void command_getkeys(Call& call);
void command_getkeysandflags(Call& call);

// memory.cpp
void debug(Call& call);
void memory_help(Call& call);
void memory_usage(Call& call);
void shutdown(Call& call);

// info.cpp
void info(Call& call);

// config.cpp
void config_get(Call& call);
void config_help(Call& call);
void config_resetstat(Call& call);
void config_rewrite(Call& call);
void config_set(Call& call);
// append_only.cpp
void bgrewriteaof(Call& call);

// strings.cpp
void set(Call& call);
void setnx(Call& call);
void setex(Call& call);
void psetex(Call& call);
void mset(Call& call);
void msetnx(Call& call);
void get(Call& call);
void mget(Call& call);
void getset(Call& call);
void getdel(Call& call);
void getex(Call& call);

// ranges.cpp
void strlen(Call& call);
void append(Call& call);
void setrange(Call& call);
void getrange(Call& call);

// lcs.cpp
void lcs(Call& call);

// numbers.cpp
void incr(Call& call);
void decr(Call& call);
void incrby(Call& call);
void decrby(Call& call);
void incrbyfloat(Call& call);

// bits.cpp
void setbit(Call& call);
void getbit(Call& call);
void bitcount(Call& call);
void bitpos(Call& call);

// bitfield.cpp
void bitfield(Call& call);
void bitfield_ro(Call& call);

// bitop.cpp
void bitop(Call& call);

// keys.cpp
void del(Call& call);
void unlink(Call& call);
void exists(Call& call);
void touch(Call& call);
void type(Call& call);
void randomkey(Call& call);
void rename(Call& call);
void renamenx(Call& call);
void copy(Call& call);
void move(Call& call);

// scan.cpp
void keys(Call& call);
void scan(Call& call);

// object.cpp
void object_encoding(Call& call);
void object_freq(Call& call);
void object_help(Call& call);
void object_idletime(Call& call);
void object_refcount(Call& call);

// databases.cpp
void dbsize(Call& call);
void flushall(Call& call);
void flushdb(Call& call);
void swapdb(Call& call);

// expiry.cpp
void expire(Call& call);
void pexpire(Call& call);
void expireat(Call& call);
void pexpireat(Call& call);
void ttl(Call& call);
void pttl(Call& call);
void expiretime(Call& call);
void pexpiretime(Call& call);
void persist(Call& call);
void time(Call& call);

}  // namespace commands
}  // namespace kit::resp
