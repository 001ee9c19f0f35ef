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

    /// What is known after rules that may not have been reached: the mark, only where they left it alone, and the tracking.
    mutating func doubt(since earlier: FilterState) {
        if mark != earlier.mark { mark = [ByteSet](repeating: .any, count: 4) }
        connection.formUnion(earlier.connection)
        if isTranslated != earlier.isTranslated { isTranslated = .maybe }
    }
}
