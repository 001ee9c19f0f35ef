import CLinux

/// A register of nf_tables, by the first of its bytes.
struct Register: Hashable, Sendable {
    /// Where its bytes begin in the space of all registers.
    let offset: UInt8

    /// The first register.
    static let first = Register(offset: 0)

    private init(offset: UInt8) { self.offset = offset }

    /// By the kernel's number; nil for the register of verdicts and for numbers that there are not.
    ///
    /// Registers 1 to 4 have sixteen bytes each; the 32-bit ones are the same space in fours. Ref:
    /// net/netfilter/nf_tables_api.c, nft_parse_register.
    init?(_ number: UInt32) {
        switch number {
        case NFT_REG_1.rawValue...NFT_REG_4.rawValue:
            offset = UInt8(number - NFT_REG_1.rawValue) * UInt8(NFT_REG_SIZE)
        case NFT_REG32_00.rawValue...NFT_REG32_15.rawValue:
            offset = UInt8(number - NFT_REG32_00.rawValue) * UInt8(NFT_REG32_SIZE)
        default: return nil
        }
    }
}

/// The registers of nf_tables, as far as their bytes are known: `struct nft_regs` of the kernel's
/// net/netfilter/nf_tables.h.
struct Registers: Sendable {
    /// How many bytes they have together.
    static let size = NMFENCE_NFT_REG32_COUNT * Int(NFT_REG32_SIZE)
    /// What a value is about that no expression loaded in this rule.
    private static let unnamed = "a value"

    private var bytes = [ByteSet](unknown: size)
    /// What the value of each 32-bit register is about, for people; empty where no rule has loaded any.
    private var subjects: [String] = []

    /// The bytes of a register and of those behind it.
    func read(_ register: Register, count: Int) -> ArraySlice<ByteSet> {
        let start = Int(register.offset)
        if start + count <= bytes.count { return bytes[start..<start + count] }
        return (bytes[start...] + [ByteSet](unknown: start + count - bytes.count))
    }

    /// Puts bytes into a register. As the kernel does, fills the rest of the last four bytes with zeros.
    /// - Parameter subject: what they are about, for people.
    mutating func store(_ value: some Collection<ByteSet>, in register: Register, subject: String) {
        var index = Int(register.offset)
        for byte in value where index < bytes.count {
            bytes[index] = byte
            index += 1
        }
        while index % Int(NFT_REG32_SIZE) != 0, index < bytes.count {
            bytes[index] = ByteSet(0)
            index += 1
        }
        if subjects.isEmpty { subjects = [String](repeating: Self.unnamed, count: NMFENCE_NFT_REG32_COUNT) }
        let first = Int(register.offset) / Int(NFT_REG32_SIZE)
        let last = max(first, (min(index, bytes.count) - 1) / Int(NFT_REG32_SIZE))
        for place in first...last { subjects[place] = subject }
    }

    /// What is not known of a register's value is about, for people; where all is known, what the value is about.
    func subject(ofUnknownIn register: Register, count: Int) -> String {
        let bytes = read(register, count: count)
        let index = bytes.firstIndex { $0.only == nil }.map { $0 - bytes.startIndex } ?? 0
        let place = (Int(register.offset) + index) / Int(NFT_REG32_SIZE)
        return subjects.indices.contains(place) ? subjects[place] : Self.unnamed
    }

    /// What a register's value is about, for people.
    func subject(of register: Register) -> String {
        subjects.isEmpty ? Self.unnamed : subjects[Int(register.offset) / Int(NFT_REG32_SIZE)]
    }

    /// A rule begins: what others loaded is there, and is not what this one is about.
    mutating func beginRule() {
        if !subjects.isEmpty { for index in subjects.indices { subjects[index] = Self.unnamed } }
    }

    /// Nothing is known of any register.
    mutating func forget() { self = Registers() }
}
