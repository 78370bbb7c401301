import VermilionDomain

/// Makes a team's roll of rows that come in the order of a file.
///
/// Exports are mostly in the order of time: then only what happened at one instant has to be sorted, and is laid down for
/// good when the next instant comes.
struct RollBuilder {
    private let order: PaymentOrder
    private let isInOrder: Bool
    private var built: UsageRoll
    /// Of one instant; all rows when they are not in the order of time.
    private var waiting: [PaymentOrder.Place] = []
    private var failure: Ledger.Failure?

    /// - Parameter isInOrder: whether no row is earlier than one before it.
    init(_ order: PaymentOrder, names: NameTable, isInOrder: Bool) {
        self.order = order
        self.isInOrder = isInOrder
        built = UsageRoll(names)
    }

    mutating func take(_ place: PaymentOrder.Place) {
        if isInOrder, let last = waiting.last, last.microseconds != place.microseconds { layDown() }
        waiting.append(place)
    }

    consuming func roll() -> Result<UsageRoll, Ledger.Failure> {
        layDown()
        return failure.map { .failure($0) } ?? .success(built)
    }

    private mutating func layDown() {
        order.sort(&waiting)
        for place in waiting where failure == nil {
            do throws(Ledger.Failure) {
                try built.append(
                    UsageRoll.Row(time: place.time, tokens: place.tokens, group: UInt32(place.cell), id: place.id))
            } catch {
                failure = error
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
