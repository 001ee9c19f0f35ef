# ufw as Debian sets it up: a policy of DROP for what is forwarded.
echo iptables-nft
iptables-nft-restore "${FIXTURES:-Tests/Fixtures}/firewalls/ufw-deny.ipv4"
ip6tables-nft-restore "${FIXTURES:-Tests/Fixtures}/firewalls/ufw-deny.ipv6"
