import CYAML

/// libyaml's parser over a text, one event at a time. JSON is read, too: it is YAML in flow style.
struct YAMLParser: ~Copyable {
    /// What comes next.
    enum Event {
        case scalar(YAMLDocument.Scalar)
        case sequenceStart, mappingStart
        /// The end of the innermost sequence or mapping.
        case end
        case alias(String)
        case documentStart, documentEnd
        /// The start of the stream, which says nothing.
        case streamStart
        case streamEnd
    }

    /// An event with its place and its anchor.
    struct Step {
        let event: Event
        let anchor: String?
        /// From 1.
        let line: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    /// libyaml counts more characters as line breaks than editors do: no line beyond the last is told.
    private let lastLine: Int

    /// A parser of one text, which may be UTF-8 or UTF-16 with or without a byte order mark.
    init(_ bytes: [UInt8]) throws(YAMLDocument.Failure) {
        parser = .allocate(capacity: 1)
        text = .allocate(capacity: bytes.count)
        _ = text.initialize(from: bytes)
        lastLine = bytes.count { $0 == 10 } + 1
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLDocument.Failure(line: 1, message: "there is no memory to read it")
        }
        yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event.
    func next() throws(YAMLDocument.Failure) -> Step {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        let line = line(event.start_mark)
        let data = event.data
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = YAMLDocument.Scalar(
                text: Self.text(data.scalar.value, data.scalar.length),
                isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: Self.text(data.scalar.tag))
            return Step(event: .scalar(scalar), anchor: Self.text(data.scalar.anchor), line: line)
        case YAML_SEQUENCE_START_EVENT:
            return Step(event: .sequenceStart, anchor: Self.text(data.sequence_start.anchor), line: line)
        case YAML_MAPPING_START_EVENT:
            return Step(event: .mappingStart, anchor: Self.text(data.mapping_start.anchor), line: line)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Step(event: .end, anchor: nil, line: line)
        case YAML_ALIAS_EVENT:
            return Step(event: .alias(Self.text(data.alias.anchor) ?? ""), anchor: nil, line: line)
        case YAML_DOCUMENT_START_EVENT: return Step(event: .documentStart, anchor: nil, line: line)
        case YAML_DOCUMENT_END_EVENT: return Step(event: .documentEnd, anchor: nil, line: line)
        case YAML_STREAM_START_EVENT: return Step(event: .streamStart, anchor: nil, line: line)
        default: return Step(event: .streamEnd, anchor: nil, line: line)
        }
    }

    private func line(_ mark: yaml_mark_t) -> Int { min(mark.line + 1, lastLine) }

    private var failure: YAMLDocument.Failure {
        let state = parser.pointee
        var problem = state.problem.map { String(cString: $0) } ?? "it cannot be read"
        if state.error == YAML_READER_ERROR {
            let before = text.prefix(state.problem_offset)
            return YAMLDocument.Failure(line: before.count { $0 == 10 } + 1, message: problem)
        }
        let context = state.context.map { String(cString: $0) }
        // The end of the file says nothing about a quotation mark that was never closed: its start does.
        if let context, context.hasSuffix("quoted scalar") {
            return YAMLDocument.Failure(line: line(state.context_mark), message: "\(problem) \(context)")
        }
        if let character = state.buffer.pointer, character < state.buffer.last, character.pointee == 9 {
            problem = "a tab is used for indentation"
        }
        return YAMLDocument.Failure(
            line: line(state.problem_mark), message: problem + (context.map { " \($0)" } ?? ""))
    }

    private static func text(_ start: UnsafeMutablePointer<yaml_char_t>?, _ length: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : length), as: UTF8.self)
    }

    private static func text(_ start: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        start.map { String(cString: $0) }
    }
}
