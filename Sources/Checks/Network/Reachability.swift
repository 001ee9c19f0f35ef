import Base
import Node
import SystemPackage

/// What came back from a host when TCP connections were tried to each of its addresses.
struct Reachability {
    /// Whether at least one address accepted.
    let isConnected: Bool
    /// Whether none accepted and at least one refused: nobody listens, or a firewall says so in its name.
    let isRefused: Bool
    /// Why no address is known, so that nothing was tried; nil where there is one.
    let unresolved: HostAddresses.Failure?
    /// One line an address.
    let evidence: [Evidence]

    init(_ host: String, _ port: UInt16, by addresses: HostAddresses, until deadline: Deadline) {
        do throws(HostAddresses.Failure) {
            let endpoints = try addresses.endpoints(of: host, port: port, by: deadline)
            let answers = TCPProbe.connect(to: endpoints, by: deadline)
            isConnected = answers.contains(.connected)
            isRefused = !isConnected && answers.contains(.refused)
            unresolved = nil
            evidence = zip(endpoints, answers).map { endpoint, answer in
                Evidence(path: "TCP \(endpoint.address) port \(port)", text: Self.words(answer))
            }
        } catch {
            isConnected = false
            isRefused = false
            unresolved = error
            evidence = [Evidence(path: "TCP \(host) port \(port)", text: error.description)]
        }
    }

    private static func words(_ answer: TCPProbe.Answer) -> String {
        switch answer {
        case .connected: "accepts connections"
        case .refused: "connection refused"
        case .timedOut: "timed out (filtered?)"
        case .failed(let error): error.description
        }
    }
}
