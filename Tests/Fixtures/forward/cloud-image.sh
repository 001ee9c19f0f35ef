# Oracle's and others' cloud images: /etc/iptables/rules.v4.
echo iptables-nft
t=iptables-nft
$t -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT; $t -A INPUT -p icmp -j ACCEPT; $t -A INPUT -i lo -j ACCEPT
$t -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT; $t -A INPUT -j REJECT --reject-with icmp-host-prohibited
$t -A FORWARD -j REJECT --reject-with icmp-host-prohibited
$t -N InstanceServices; $t -A OUTPUT -d 169.254.0.0/16 -j InstanceServices
$t -A InstanceServices -d 169.254.0.2/32 -p tcp -m owner --uid-owner 0 -m tcp --dport 3260 -j ACCEPT
$t -A InstanceServices -d 169.254.0.0/16 -p tcp -m tcp -j REJECT --reject-with tcp-reset
