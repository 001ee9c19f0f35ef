/// What is known of a packet's mark and of the registers of nf_tables while rules are followed.
struct FilterState {
    /// No rule has set it when the packet comes.
    var mark = FilterPacket.known([0, 0, 0, 0])
    /// Whether the kernel tracks its connection.
    var isTracked = Trilean.yes
    /// How many rules have been looked at.
    var steps = 0
    private var registers = [ByteSet](repeating: .any, count: 128)

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
        if isTracked != earlier.isTracked { isTracked = .maybe }
    }
}
