# The forward chain of a home router's example: established, one network out, the rest is dropped.
echo iptables-nft
nft -f - <<'END'
table inet firewall {
  chain forward { type filter hook forward priority filter; policy drop; ct state vmap { established : accept, related : accept, invalid : drop }; iifname "eth1" oifname "eth0" accept; }
  chain prerouting { type filter hook prerouting priority raw; iifname "eth0" fib saddr . iif oif eq 0 drop; }
}
END
