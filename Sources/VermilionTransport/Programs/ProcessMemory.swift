import CSpawn

/// The memory of this process, which holds secrets while they are used.
package enum ProcessMemory {
    /// Neither other users' programs nor the same user's may read it, and no crash writes it down; for good.
    package static func keepPrivate() { cspawn_keep_memory_private() }

    /// For a process that mostly rests: one heap for all of its threads.
    package static func keepSmall() { cspawn_keep_memory_small() }

    /// Gives back what only the start needed: free memory, and the pages of code. A start runs through most of the program's
    /// file, because Swift looks up protocols all over it.
    package static func giveBack() { cspawn_give_memory_back() }
}
