extension Ledger {
    /// The tape after a lot event. What comes later, usage at the same instant too, does not change it.
    struct Checkpoint: Sendable {
        /// Of the last event that is in it.
        let at: Instant
        /// How many events are in it.
        let events: Int
        /// Of the lots that had started as of the ledger it comes from.
        let tape: Tape

        /// Lots that start later would be among those of the tape.
        func holds(for lots: [Lot], asOf: Instant) -> Bool { at <= asOf && tape.lots.count == lots.count }
    }
}
