# ufw with DEFAULT_FORWARD_POLICY=REJECT.
echo iptables-nft
iptables-nft-restore "${FIXTURES:-Tests/Fixtures}/firewalls/ufw-deny.ipv4"
iptables-nft -A ufw-reject-forward -j REJECT
