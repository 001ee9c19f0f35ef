# A CIS script for nftables: a table of its own whose forward drops.
echo iptables-nft
nft -f - <<'END'
table inet filter {
  chain input { type filter hook input priority 0; policy drop; iif "lo" accept; ip saddr 127.0.0.0/8 counter drop; ip protocol tcp ct state established accept; tcp dport ssh accept; }
  chain forward { type filter hook forward priority 0; policy drop; }
  chain output { type filter hook output priority 0; policy drop; ip protocol tcp ct state established,related,new accept; ip protocol udp ct state established,related,new accept; }
}
END
