import Glibc

/// The file of one profile as it is written, before those that it builds on are laid beneath.
///
/// It is part of the program and has the plainest form of a key file: one line a value, nothing escaped, no group
/// twice. So it needs none of the care for strangers' files, with which a check takes 45 to 50 per cent more
/// instructions.
struct ProfileSource {
    let name: String
    private(set) var header: ProfileGroup
    /// The configuration symbols of modules.
    private(set) var symbols = Facts()
    private(set) var rows: [ProfileGroup] = []
    private var ids: Set<String> = []

    private static let keys = ["name", "title", "release", "base", "remove", "encapsulation", "reference", "with"]

    /// - Parameter isWanted: whether a row of this id is read; the others are passed over.
    init(_ file: ProfileFiles.File, where isWanted: (String) -> Bool) throws(ProfileError) {
        name = file.name
        header = ProfileGroup(id: "profile", place: ProfilePlace(profile: file.name, line: 0), facts: Facts())
        var group: ProfileGroup?
        var isPassedOver = false
        var rest = file.contents()[...]
        var number = 0
        while !rest.isEmpty {
            let line = Self.line(startingIn: rest)
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let place = ProfilePlace(profile: file.name, line: number)
            if first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                if let group { try add(group) }
                let id = String(decoding: line.dropFirst().dropLast(), as: UTF8.self)
                isPassedOver = id != "profile" && !isWanted(id)
                group = isPassedOver ? nil : ProfileGroup(id: id, place: place, facts: Facts())
            } else if isPassedOver {
                continue
            } else if group != nil, let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                let key = String(decoding: line[..<equals], as: UTF8.self)
                guard group?.facts[key] == nil else { throw ProfileError(.repeated(key), place) }
                let value = String(decoding: line[(equals + 1)...], as: UTF8.self)
                group?.facts.add(Facts.Fact(key: key, value: value, place: place))
            } else {
                throw ProfileError(.syntax, place)
            }
        }
        if let group { try add(group) }
        try header.expectKeys(Self.keys)
        guard try header.text("name") == name else { throw header.invalid("name", "the name of the file") }
    }

    /// Up to the end of the line, which memchr finds: most lines of a profile are passed over, and to look at each of
    /// their bytes takes one to two per cent of the instructions of a check.
    private static func line(startingIn bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix(
            bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress, let end = memchr(start, CInt(UInt8(ascii: "\n")), bytes.count)
                else { return bytes.count }
                return UnsafeRawPointer(end) - start
            })
    }

    private mutating func add(_ group: ProfileGroup) throws(ProfileError) {
        let isRepeated: Bool
        switch group.id {
        case "profile":
            isRepeated = header.place.line > 0
            header = group
        case "symbols":
            isRepeated = !symbols.all.isEmpty
            symbols = group.facts
        default:
            isRepeated = !ids.insert(group.id).inserted
            rows.append(group)
        }
        if isRepeated { throw ProfileError(.repeated("[\(group.id)]"), group.place) }
    }
}
