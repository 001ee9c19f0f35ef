/// How Calico gets packets of pods from node to node.
enum Encapsulation: String, Choice {
    case bpf, ipip, vxlan, wireguard
}
