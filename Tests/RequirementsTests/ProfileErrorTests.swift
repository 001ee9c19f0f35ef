import Foundation
import Requirements
import Testing

/// A file that is whole: each test spoils one thing in it.
private let whole = """
    [profile]
    name=p
    title=P
    release=3.16
    reference=the document

    [symbols]
    veth=VETH

    [interface.cali]
    kind=interface
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    pattern=cali*
    link=veth

    [privilege.net-raw]
    kind=capability
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    capability=CAP_NET_RAW

    [kernel.feature.veth]
    kind=kernel-feature
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    any-of=veth
    told-by=veth:kernel.feature.veth

    [port.bgp]
    kind=port
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    protocol=tcp
    numbers=179
    over=ipv4
    direction=both
    role=node
    when=bgp

    [node.kernel.version]
    kind=kernel-version
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    minimum=3.10
    backports=el8:4.18

    [node.distribution]
    kind=distribution
    what=a
    severity=informational
    since=3.16
    reference=b
    why=c.
    known=rhel:7

    [datastore.apiserver]
    kind=datastore
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.
    store=kubernetes

    [firewall.rules]
    kind=check
    what=a
    severity=required
    since=3.16
    reference=b
    why=c.

    """

@Suite struct ProfileErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        /// The beginning of the message.
        let message: String
        /// What it must name as well.
        var allowed = ""
        var testDescription: String { "\(old) -> \(new)" }
    }

    private func load(_ texts: [(name: String, text: String)]) throws(ProfileError) -> Profile {
        let files = texts.map { file in (name: file.name, contents: { @Sendable in Array(file.text.utf8) }) }
        return try Profile(named: [texts.last?.name ?? ""], in: ProfileFiles(files), checks: ["firewall.rules"])
    }

    private func message(_ texts: [(name: String, text: String)]) -> String {
        do throws(ProfileError) {
            _ = try load(texts)
            return "no error"
        } catch { return error.description }
    }

    @Test func `the file that these tests spoil is whole`() throws {
        #expect(try load([("p", whole)]).requirements.count == 8)
    }

    @Test(arguments: [
        Mistake(old: "pattern=", new: "patern=", message: "p.conf:17: unknown key patern;", allowed: "pattern, link"),
        Mistake(old: "link=veth", new: "link=bond", message: "p.conf:18: link=bond", allowed: "veth, vxlan"),
        Mistake(old: "\nlink=veth", new: "", message: "p.conf:10: link is missing"),
        Mistake(old: "pattern=cali*", new: "pattern=a/b", message: "p.conf:17: pattern=a/b is not"),
        Mistake(old: "title=", new: "tilte=", message: "p.conf:3: unknown key tilte;", allowed: "title, release"),
        Mistake(old: "name=p", new: "name=q", message: "p.conf:2: name=q is not"),
        Mistake(old: "release=3.16", new: "release=new", message: "p.conf:4: release=new is not"),
        Mistake(
            old: "kind=port", new: "kind=prot", message: "p.conf:40: unknown kind prot;", allowed: "kernel-feature, cap"
        ),
        Mistake(old: "\nkind=port", new: "", message: "p.conf:39: kind is missing"),
        Mistake(
            old: "[firewall.rules]", new: "[firewall.rule]", message: "p.conf:81: unknown id firewall.rule;",
            allowed: "firewall.rules"),
        Mistake(
            old: "[kernel.feature.veth]", new: "[kernel.veth]", message: "p.conf:29: unknown id kernel.veth;",
            allowed: "kernel.feature.*"),
        Mistake(old: "bgp]", new: "bgp]\nkey", message: "p.conf:40: the line is not a comment"),
        Mistake(old: "[profile]\n", new: "", message: "p.conf:1: the line is not a comment"),
        Mistake(
            old: "CAP_NET_RAW", new: "CAP_NET_ROW", message: "p.conf:27: unknown capability CAP_NET_ROW;",
            allowed: "CAP_NET_RAW"),
        Mistake(old: "any-of=veth", new: "any-of=modul:veth", message: "p.conf:36: any-of=modul:veth is not"),
        Mistake(old: "\nany-of=veth", new: "", message: "p.conf:29: any-of is missing"),
        Mistake(
            old: "veth:kernel.feature.veth", new: "veth:kernel.feature.vet",
            message: "p.conf:37: unknown id kernel.feature.vet;"),
        Mistake(
            old: "told-by=veth:kernel.feature.veth", new: "told-by=veth", message: "p.conf:37: told-by=veth is not"),
        Mistake(old: "veth=VETH", new: "veth=VETH<new", message: "p.conf:8: veth=VETH<new is not"),
        Mistake(old: "when=bgp", new: "when=bpg", message: "p.conf:51: when=bpg is not one of", allowed: "bgp"),
        Mistake(old: "protocol=tcp", new: "protocol=sctp", message: "p.conf:46: protocol=sctp is not one of"),
        Mistake(old: "numbers=179", new: "numbers=179,70000", message: "p.conf:47: numbers=179,70000 is not"),
        Mistake(old: "over=ipv4", new: "over=ipv4,ip6", message: "p.conf:48: over=ipv4,ip6 is not"),
        Mistake(old: "direction=both", new: "direction=out", message: "p.conf:49: direction=out is not one of"),
        Mistake(old: "minimum=3.10", new: "minimum=old", message: "p.conf:60: minimum=old is not"),
        Mistake(old: "backports=el8:4.18", new: "backports=el8", message: "p.conf:61: backports=el8 is not"),
        Mistake(old: "known=rhel:7", new: "known=rhel:seven", message: "p.conf:70: known=rhel:seven is not"),
        Mistake(old: "store=kubernetes", new: "store=etcd", message: "p.conf:79: store=etcd is not one of"),
        Mistake(old: "kind=check\n", new: "kind=check\nminimum=1\n", message: "p.conf:83: unknown key minimum;"),
        Mistake(old: "[firewall.rules]", new: "[port.bgp]", message: "p.conf:81: [port.bgp] occurs twice"),
        Mistake(old: "link=veth", new: "link=veth\nlink=veth", message: "p.conf:19: link occurs twice"),
    ])
    func `a mistake in a profile is an error with its file, its line and what is allowed`(mistake: Mistake) throws {
        let start = try #require(whole.range(of: mistake.old), "\(mistake.old) is not in the file")
        let message = message([("p", whole.replacingCharacters(in: start, with: mistake.new))])
        #expect(
            message.hasPrefix(mistake.message) && (mistake.allowed.isEmpty || message.contains(mistake.allowed)),
            "\(message)")
    }

    @Test(arguments: [
        ("base=p\nremove=port.bpg\n", "", "q.conf:6: unknown id port.bpg;"),
        ("base=p\n", "[port.bgp]\nnumbers=180\n", "q.conf:6: kind is missing"),
        ("base=p\n", "[port.bgp]\nkind=check\n", "q.conf:7: kind=check is not the kind that p.conf:40"),
        ("base=o\n", "", "q.conf:5: unknown profile o"),
        ("base=q\n", "", "q.conf:5: the profile builds on itself"),
        (
            "base=p\nremove=kernel.feature.veth\n", "[port.bgp]\nkind=port\nnumbers=180\nport=1\n",
            "q.conf:10: unknown key"
        ),
    ])
    func `a mistake in what a profile changes is an error too`(header: String, rows: String, expected: String) {
        let text = "[profile]\nname=q\ntitle=Q\nrelease=3.17\n" + header + rows
        let message = message([("p", whole), ("q", text)])
        #expect(message.hasPrefix(expected), "\(message)")
    }

    @Test func `what a profile sets again replaces what its base says, and no more`() throws {
        let text = "[profile]\nname=q\ntitle=Q\nrelease=3.17\nbase=p\n[port.bgp]\nkind=port\nnumbers=180\n"
        let (old, new) = (try load([("p", whole)]), try load([("p", whole), ("q", text)]))
        #expect(new.requirements.count == old.requirements.count)
        #expect(new["port.bgp"]?.demand.facts == "tcp 180 over IPv4 (node)")
        #expect(new["port.bgp"]?.why == old["port.bgp"]?.why)
    }
}
