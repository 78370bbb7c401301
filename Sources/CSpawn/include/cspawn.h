#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>

// Extensions of glibc, which Swift does not see.

/// `pipe2` with `O_CLOEXEC`: there is no moment at which another thread's program could inherit the ends.
int cspawn_pipe(int ends[2]);

/// An empty file in memory, which no name leads to, for reading and writing; closed in programs that are started.
int cspawn_memory_file(void);

/// Closes `first` and all descriptors above it in the program that is started.
int cspawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// Lets nobody but root look into this process (/proc, ptrace), and nothing write its memory down when it crashes: a limit on
/// the size of core files alone does not hold back a program that the kernel pipes them to. Programs that are started have
/// the limit only.
void cspawn_keep_memory_private(void);

/// One heap for all threads: each other would keep what its thread needed at some time. To be called before there are any.
void cspawn_keep_memory_small(void);

/// Gives back free memory, and the pages of code, which come back from their files as they are needed.
void cspawn_give_memory_back(void);

#endif
