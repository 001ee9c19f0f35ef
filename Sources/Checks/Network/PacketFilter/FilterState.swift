/// What is known of a packet's mark and of the registers of nf_tables while rules are followed.
struct FilterState {
    /// No rule has set it when the packet comes.
    var mark = FilterPacket.known([0, 0, 0, 0])
    /// What the packet may be of its connection.
    var connection: Set<FilterPacket.Connection>
    /// Whether the kernel has not looked its connection up yet, as in the chains of the table `raw`.
    var isBeforeTracking = false
    /// Whether a rule has given the packet another address or port, if only the same one: chains of nat behind it at the same
    /// place are not asked any more.
    var isTranslated = Trilean.no
    /// What was known where rules accepted the packet in the chains of one hook, put together; nil where none did.
    private var accepted: Known?
    /// How many rules have been looked at.
    var steps = 0
    private var registers = [ByteSet](repeating: .any, count: 128)

    init(_ connection: Set<FilterPacket.Connection>) { self.connection = connection }

    /// What rules are told of the connection now.
    var connectionSeen: Set<FilterPacket.Connection> {
        guard isBeforeTracking else { return connection }
        return connection.contains(.untracked) ? Set(connection.map { $0 == .untracked ? $0 : .invalid }) : [.invalid]
    }

    /// As the kernel does, fills the rest of the last four bytes with zeros.
    mutating func put(_ bytes: [ByteSet], at offset: Int) {
        let bytes = bytes + [ByteSet](repeating: ByteSet(0), count: -bytes.count & 3)
        for (index, byte) in bytes.enumerated() where offset + index < registers.count {
            registers[offset + index] = byte
        }
    }

    func get(_ offset: Int, _ count: Int) -> [ByteSet] {
        (offset..<offset + count).map { $0 < registers.count ? registers[$0] : .any }
    }

    /// Nothing is known of any register.
    mutating func forget() { registers = [ByteSet](repeating: .any, count: registers.count) }

    /// What was known where rules of the chain that is followed led back before its end; nil where none did.
    private var returned: Known?

    /// What one hook leaves to the next, and a chain to the one that called it.
    struct Known {
        var mark: [ByteSet]
        var connection: Set<FilterPacket.Connection>
        var isTranslated: Trilean

        mutating func join(_ other: Known) {
            if mark != other.mark { mark = [ByteSet](repeating: .any, count: 4) }
            connection.formUnion(other.connection)
            if isTranslated != other.isTranslated { isTranslated = .maybe }
        }
    }

    private var known: Known {
        get { Known(mark: mark, connection: connection, isTranslated: isTranslated) }
        set { (mark, connection, isTranslated) = (newValue.mark, newValue.connection, newValue.isTranslated) }
    }

    /// A rule accepts the packet here, or may.
    mutating func accept() {
        var all = known
        if let accepted { all.join(accepted) }
        accepted = all
    }

    /// A rule leads back to the chain's caller here, or may.
    mutating func giveBack() {
        var all = known
        if let returned { all.join(returned) }
        returned = all
    }

    /// A chain begins.
    /// - Returns: what `leaveChain` is to be given at its end.
    mutating func enterChain() -> Known? {
        defer { returned = nil }
        return returned
    }

    /// A chain is done with.
    mutating func leaveChain(_ outer: Known?) {
        if let returned { known.join(returned) }
        returned = outer
    }

    /// The chains of a hook are done with.
    /// - Parameter goesOn: whether the packet may have come to their end.
    mutating func leaveHook(goesOn: Bool) {
        if goesOn { accept() }
        if let accepted { known = accepted }
        accepted = nil
    }

    /// Sets the mark, where that is certain.
    mutating func setMark(_ value: [ByteSet], _ certainty: Trilean) {
        mark = certainty == .yes || mark == value ? value : [ByteSet](repeating: .any, count: 4)
    }

    /// The connection is not tracked from here on, where that is certain.
    mutating func untrack(_ certainty: Trilean) {
        connection = certainty == .yes ? [.untracked] : connection.union([.untracked])
    }

    /// What is known after rules that may not have been reached: the mark, only where they left it alone, and the tracking.
    mutating func doubt(since earlier: FilterState) {
        known.join(earlier.known)
    }
}
