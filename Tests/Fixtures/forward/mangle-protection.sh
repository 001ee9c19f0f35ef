# A page's protection against floods in mangle.
echo iptables-nft
t=iptables-nft
$t -t mangle -A PREROUTING -m conntrack --ctstate INVALID -j DROP
$t -t mangle -A PREROUTING -p tcp ! --syn -m conntrack --ctstate NEW -j DROP
$t -t mangle -A PREROUTING -p tcp -m conntrack --ctstate NEW -m tcpmss ! --mss 536:65535 -j DROP
for net in 224.0.0.0/3 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 0.0.0.0/8 240.0.0.0/5; do $t -t mangle -A PREROUTING -s $net -i eth0 -j DROP; done
$t -t mangle -A PREROUTING -s 127.0.0.0/8 ! -i lo -j DROP; $t -t mangle -A PREROUTING -p icmp -j DROP; $t -t mangle -A PREROUTING -f -j DROP
