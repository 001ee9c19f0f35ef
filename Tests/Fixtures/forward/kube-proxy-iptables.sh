# kube-proxy with iptables, a service with and one without endpoints.
echo iptables-nft
t=iptables-nft
for chain in KUBE-FORWARD KUBE-SERVICES KUBE-EXTERNAL-SERVICES KUBE-FIREWALL KUBE-PROXY-FIREWALL KUBE-NODEPORTS; do $t -N $chain; done
$t -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
$t -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
$t -A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
$t -A FORWARD -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
$t -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
$t -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
$t -A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
$t -A KUBE-SERVICES -d 10.96.88.8/32 -p tcp -m tcp --dport 9376 -j REJECT --reject-with icmp-port-unreachable
$t -A KUBE-PROXY-FIREWALL -d 203.0.113.80/32 -p tcp -m tcp --dport 9376 -j DROP
$t -t nat -N KUBE-SERVICES; $t -t nat -N KUBE-SVC; $t -t nat -N KUBE-MARK-MASQ; $t -t nat -N KUBE-POSTROUTING
$t -t nat -A PREROUTING -j KUBE-SERVICES; $t -t nat -A POSTROUTING -j KUBE-POSTROUTING
$t -t nat -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-SVC
$t -t nat -A KUBE-SVC ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ; $t -t nat -A KUBE-SVC -p tcp -m tcp -j DNAT --to-destination 192.0.2.1:6443
$t -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
$t -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN; $t -t nat -A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
$t -t nat -A KUBE-POSTROUTING -j MASQUERADE
