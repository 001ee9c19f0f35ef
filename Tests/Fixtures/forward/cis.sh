# A CIS script for iptables: policies of DROP, loopback, established.
echo iptables-nft
for t in iptables-nft ip6tables-nft; do
    $t -P INPUT DROP; $t -P OUTPUT DROP; $t -P FORWARD DROP
    $t -A INPUT -i lo -j ACCEPT; $t -A OUTPUT -o lo -j ACCEPT
    for protocol in tcp udp; do
        $t -A OUTPUT -p $protocol -m state --state NEW,ESTABLISHED -j ACCEPT; $t -A INPUT -p $protocol -m state --state ESTABLISHED -j ACCEPT
    done
done
