import CGLib

extension KeyFile {
    /// GLib's key file; owns it, and lets no pointer out.
    struct Handle: ~Copyable {
        private let file: OpaquePointer

        init() {
            file = g_key_file_new()
            g_key_file_set_list_separator(file, CChar(UInt8(ascii: ",")))
        }

        deinit {
            g_key_file_free(file)
        }

        /// Parses bytes; gives GLib's objection, or nil where it has none.
        func load(_ bytes: ArraySlice<UInt8>) -> (reason: KeyFileError.Reason, message: String)? {
            var error: UnsafeMutablePointer<GError>?
            // An empty buffer may have no address, and GLib insists on one.
            let loaded = (bytes.isEmpty ? [10] : bytes).withUnsafeBytes { buffer in
                g_key_file_load_from_data(
                    file, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), gsize(bytes.count),
                    G_KEY_FILE_NONE, &error)
            }
            // The return value decides; the error may be set only with FALSE.
            guard loaded == 0 else { return nil }
            defer { g_clear_error(&error) }
            guard let failure = error?.pointee else { return (.other, "the key file cannot be parsed") }
            let reason: KeyFileError.Reason =
                switch GKeyFileError(UInt32(bitPattern: failure.code)) {
                case G_KEY_FILE_ERROR_PARSE: .malformedLine
                case G_KEY_FILE_ERROR_GROUP_NOT_FOUND: .keyOutsideGroup
                case G_KEY_FILE_ERROR_UNKNOWN_ENCODING: .encoding
                default: .other
                }
            return (reason, failure.message.map { String(cString: $0) } ?? "the key file cannot be parsed")
        }

        func groups() -> [RawText] {
            Self.take(g_key_file_get_groups(file, nil))
        }

        func keys(of group: RawText) -> [RawText] {
            Self.take(group.withCString { g_key_file_get_keys(file, $0, nil, nil) })
        }

        func value(of key: RawText, in group: RawText) -> RawText? {
            Self.take(
                group.withCString { group in
                    key.withCString { key in g_key_file_get_value(file, group, key, nil) }
                })
        }

        func unescaped(_ value: RawText) -> RawText? {
            value.withCString { g_key_file_set_value(file, "g", "k", $0) }
            return Self.take(g_key_file_get_string(file, "g", "k", nil))
        }

        func stringList(_ value: RawText) -> [RawText]? {
            value.withCString { g_key_file_set_value(file, "g", "k", $0) }
            guard let list = g_key_file_get_string_list(file, "g", "k", nil, nil) else { return nil }
            return Self.take(list)
        }

        func joined(_ pieces: [RawText]) -> RawText {
            let copies = pieces.map { $0.withCString { g_strdup($0) } }
            defer { copies.forEach { g_free($0) } }
            var list = copies.map { UnsafePointer<gchar>($0) }
            list.withUnsafeMutableBufferPointer {
                g_key_file_set_string_list(file, "g", "k", $0.baseAddress, gsize($0.count))
            }
            let written = value(of: "k", in: "g") ?? ""
            return written.hasSuffix(",") ? written.dropLast(1) : written
        }

        /// Copies a string that GLib allocated, and frees it.
        private static func take(_ string: UnsafeMutablePointer<gchar>?) -> RawText? {
            guard let string else { return nil }
            defer { g_free(string) }
            return RawText(UnsafeRawBufferPointer(start: string, count: strlen(string)))
        }

        /// Copies a vector of strings that GLib allocated, and frees it.
        private static func take(_ vector: UnsafeMutablePointer<UnsafeMutablePointer<gchar>?>?) -> [RawText] {
            guard let vector else { return [] }
            defer { g_strfreev(vector) }
            var texts: [RawText] = []
            var position = 0
            while let string = vector[position] {
                texts.append(RawText(UnsafeRawBufferPointer(start: string, count: strlen(string))))
                position += 1
            }
            return texts
        }
    }
}

extension RawText {
    /// The text with its terminator, for a C function that only reads it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        (bytes + [0]).withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self)) }
    }
}
