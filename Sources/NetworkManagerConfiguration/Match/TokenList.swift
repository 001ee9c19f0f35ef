public import KeyFile

/// Splitting and joining of device lists, quirks included.
public enum TokenList {
    /// The pieces of a raw value (`nm_match_spec_split`).
    ///
    /// Separators are `,` and `;`; white space is none. Escapes are `\s \n \t \r \\ \, \;`; any other backslash stays,
    /// a final one is dropped. NetworkManager counts trailing white space but does not forget it when more text
    /// follows, so a piece with N unescaped white-space characters inside loses its last N characters. So it does here.
    public static func split(_ value: RawText) -> [RawText] {
        let bytes = value.bytes
        var pieces: [RawText] = []
        var piece: [UInt8] = []
        var whiteSpace = 0
        var position = 0
        func skipWhiteSpace() {
            while position < bytes.count, bytes[position].isASCIISpace { position += 1 }
        }
        func finish() {
            if piece.count > whiteSpace { pieces.append(RawText(piece.dropLast(whiteSpace))) }
            piece.removeAll(keepingCapacity: true)
            whiteSpace = 0
        }
        skipWhiteSpace()
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard position < bytes.count else { break }
                let escaped = bytes[position]
                position += 1
                switch escaped {
                case UInt8(ascii: "s"): piece.append(32)
                case UInt8(ascii: "n"): piece.append(10)
                case UInt8(ascii: "t"): piece.append(9)
                case UInt8(ascii: "r"): piece.append(13)
                case UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: ";"): piece.append(escaped)
                default: piece += [byte, escaped]
                }
                whiteSpace = 0
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                finish()
                skipWhiteSpace()
            default:
                piece.append(byte)
                if byte.isASCIISpace { whiteSpace += 1 }
            }
        }
        finish()
        return pieces
    }

    /// The canonical value for some pieces (`nm_match_spec_join`), which NetworkManager writes after every `+=` and
    /// `-=`.
    public static func join(_ pieces: some Sequence<RawText>) -> RawText {
        var value: [UInt8] = []
        for piece in pieces where !piece.isEmpty {
            if !value.isEmpty { value.append(UInt8(ascii: ",")) }
            value += joined(piece)
        }
        return RawText(value)
    }

    /// How one piece is written in a list so that it is read back as it is: with every white space escaped.
    ///
    /// NetworkManager's own joining leaves white space inside a piece as it is, and its splitting then loses the end.
    public static func spelled(_ piece: RawText) -> RawText {
        let escapes: [UInt8: String] = [
            32: "\\s", 9: "\\t", 10: "\\n", 13: "\\r", UInt8(ascii: "\\"): "\\\\", UInt8(ascii: ","): "\\,",
            UInt8(ascii: ";"): "\\;",
        ]
        return RawText(piece.bytes.flatMap { escapes[$0].map { Array($0.utf8) } ?? [$0] })
    }

    private static func joined(_ piece: RawText) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(piece.count + 2)
        for (position, byte) in piece.bytes.enumerated() {
            switch byte {
            case 32 where position == 0: value += Array("\\s".utf8)
            case 9 where position == 0: value += Array("\\t".utf8)
            case 10: value += Array("\\n".utf8)
            case 13: value += Array("\\r".utf8)
            case UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: ";"): value += [UInt8(ascii: "\\"), byte]
            default: value.append(byte)
            }
        }
        if value.last == 32 { value = value.dropLast() + Array("\\s".utf8) }
        if value.last == 9 { value = value.dropLast() + Array("\\t".utf8) }
        return value
    }

    /// What a piece becomes when it is joined and split again, as every further `+=` does to the whole list; nil where
    /// nothing is left of it. Only white space inside a piece makes a difference.
    static func resplit(_ piece: RawText) -> RawText? { split(RawText(joined(piece))).first }

    /// Whether `resplit` may change a piece.
    static func isUnstable(_ piece: RawText) -> Bool { piece.bytes.contains { $0.isASCIISpace } }
}
