import KeyFile

/// The channels of an s390 device.
enum Subchannels {
    /// The text of three numbers.
    static func text(_ channels: [UInt32]) -> RawText {
        RawText(channels.map { String($0, radix: 16) }.joined(separator: "."))
    }

    /// The three numbers of the first channel; what follows a comma is passed over.
    static func parse(_ text: RawText) -> [UInt32]? {
        let first = text.bytes.prefix { $0 != UInt8(ascii: ",") }
        guard let start = first.first, start != UInt8(ascii: "."), first.count <= 30 else { return nil }
        let parts = first.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [UInt32] = []
        for part in parts {
            guard !part.isEmpty, part.first != UInt8(ascii: "+"), part.first != UInt8(ascii: "-"),
                let number = UInt32(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
