# shellcheck shell=bash
# A node where Calico runs, as far as a node shows that: agents that listen, pods, tunnels, Felix's rules, the CNI's files, an API
# server. Sourced by node/after on a booted node.

# Set in steps.sh.
: "${uplink:?}"

pod=/sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0f2d.slice/cri-containerd-$(printf 'c%.0s' {1..64}).scope

# agent NAME PORT [VARIABLE=VALUE…]: a process of this name that listens on a TCP port of every address, or of 127.0.0.1.
agent() {
    local name=$1 address=${2%:*} port=${2##*:}
    shift 2
    # The name of a process is the file's; nothing is executed in /run.
    mkdir -p /opt/agents
    cp "$(readlink -f "$(command -v python3)")" "/opt/agents/$name"
    env "$@" "/opt/agents/$name" -c '
import socket, sys, time
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    server.accept()' "$address" "$port" </dev/null >/dev/null 2>&1 &
    # Where a container's processes are.
    echo $! >"$pod/cgroup.procs" || return 1
    local deadline=$((SECONDS + 60))
    until ss -ltn "sport = :$port" | grep -q LISTEN; do
        [ $SECONDS -lt $deadline ] || { echo "$name does not listen on port $port" >&2; return 1; }
        sleep 0.1
    done
}

# Felix's chains, as iptables with the nf_tables back end leaves them, in front of what everybody else has.
felix_rules() {
    python3 - <<'PYTHON'
import nftables
rules = "table ip filter {\nchain cali-INPUT {\nudp dport 4789 accept comment \"cali:a\"\nip protocol ipencap accept comment \"cali:b\"\n}\nchain cali-FORWARD {\n"
rules += "iifname \"cali*\" jump cali-from-wl-dispatch\noifname \"cali*\" jump cali-to-wl-dispatch\n}\n"
for way, option in (("from", "iifname"), ("to", "oifname")):
    chains = ""
    for pod in ("cali0", "cali1"):
        chains += "%s \"%s\" goto cali-%s-%s\n" % (option, pod, way, pod)
        rules += "chain cali-%s-%s {\nct state related,established accept\nct state invalid drop\nmeta mark set meta mark or 0x10000\n}\n" % (way, pod)
    rules += "chain cali-%s-wl-dispatch {\n%sdrop\n}\n" % (way, chains)
rules += "chain INPUT {\ntype filter hook input priority 0; policy accept;\njump cali-INPUT\n}\n"
rules += "chain FORWARD {\ntype filter hook forward priority 0; policy accept;\njump cali-FORWARD\nmeta mark & 0x10000 == 0x10000 accept\n}\n}\n"
status, _, error = nftables.Nftables().cmd(rules)
raise SystemExit(error if status else 0)
PYTHON
}

calico_node() {
    local name
    echo 1 >/proc/sys/net/ipv4/ip_forward
    mkdir -p "$pod" /etc/cni/net.d /opt/cni/bin /var/lib/calico /run/calico /etc/kubernetes
    for name in calico calico-ipam portmap; do install -m 755 /bin/true "/opt/cni/bin/$name"; done
    cat >/etc/cni/net.d/10-calico.conflist <<'CNI'
{ "name": "k8s-pod-network", "cniVersion": "0.3.1", "plugins": [
    { "type": "calico", "datastore_type": "kubernetes", "nodename": "node", "mtu": 0, "ipam": { "type": "calico-ipam" },
      "policy": { "type": "k8s" }, "kubernetes": { "kubeconfig": "/etc/cni/net.d/calico-kubeconfig" } },
    { "type": "portmap", "snat": true, "capabilities": { "portMappings": true } } ] }
CNI
    printf 'apiVersion: v1\nkind: Config\nclusters:\n- name: local\n  cluster:\n    server: https://127.0.0.1:6443\n%s\n' \
        'contexts:
- name: calico
  context: {cluster: local, user: calico}
current-context: calico' | tee /etc/cni/net.d/calico-kubeconfig >/etc/kubernetes/kubelet.conf
    chmod 600 /etc/cni/net.d/calico-kubeconfig /etc/kubernetes/kubelet.conf
    echo node >/var/lib/calico/nodename
    mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
    agent kube-apiserver 0.0.0.0:6443 &&
        agent calico-node 127.0.0.1:9099 FELIX_IPINIPENABLED=true CALICO_IPV4POOL_IPIP=Always &&
        agent bird 0.0.0.0:179 && felix_rules
}
