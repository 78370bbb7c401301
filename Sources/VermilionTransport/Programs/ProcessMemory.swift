import CSpawn

/// The memory of this process, which holds secrets while they are used.
package enum ProcessMemory {
    /// Neither other users' programs nor the same user's may read it, and no crash writes it down; for good.
    package static func keepPrivate() { cspawn_keep_memory_private() }
}
