# kube-proxy with nftables.
echo iptables-nft
nft -f "${FIXTURES:-Tests/Fixtures}/firewalls/kube-proxy.nft"
